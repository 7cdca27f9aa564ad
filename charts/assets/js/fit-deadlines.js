// A column of obligations for each month, stacked by what became of them, and an upright line on the day looked from.
(function () {
  'use strict';
  var SMALL = 11; // size of the smallest text, in pixels
  var LINE = 14; // height of a line of it

  // take removes a series from the option and gives it.
  function take(option, id) {
    var at = option.series.findIndex(function (s) { return s.id === id; });
    return option.series.splice(at, 1)[0];
  }

  // key lays the legend out in rows below at.top and gives its height. icons: by name, where it is not a square.
  function key(option, at, icons) {
    var size = at.paper ? SMALL : 12;
    var folded = {};
    var x = 0;
    var height = 0;
    var row = 0;
    option.legend.data = option.legend.data.map(function (name) {
      folded[name] = at.fold(name, at.width - 28, size);
      var lines = folded[name].split('\n');
      var width = 28 + Math.max.apply(null, lines.map(function (line) { return at.measure(line, size); }));
      if (x > 0 && x + width - 8 > at.width) {
        x = 0;
        height += row + 6;
        row = 0;
      }
      x += width;
      row = Math.max(row, lines.length * (size + 3));
      return { name: name, icon: (icons && icons[name]) || 'rect' };
    });
    Object.assign(option.legend, {
      selectedMode: false, // a stack with a part taken out would show a total that nobody counted
      left: 0, top: at.top, width: at.width, padding: 0, itemGap: 8, itemWidth: 14, itemHeight: 11,
      textStyle: { fontSize: size, lineHeight: size + 3 },
      formatter: function (name) { return folded[name]; }
    });
    return height + row + 10;
  }

  // day makes an upright line with a text over it of a series that holds one place. x is where it stands in pixels, end the
  // upper end of the line.
  function day(s, place, x, end, at) {
    var item = s.data[0];
    var right = x > at.width / 2;
    var said = item.note ? item.name + ', ' + item.note : item.name;
    var text = at.fold(said, (right ? x : at.width - x) - 4, SMALL);
    Object.assign(s, {
      type: 'scatter', data: [], silent: true, animation: false, z: 6,
      markLine: {
        silent: true, symbol: 'none', data: [{ xAxis: place }],
        lineStyle: { color: at.token('ink'), width: 1.5, type: [5, 3] },
        label: {
          position: end, align: right ? 'right' : 'left', distance: 4,
          color: at.token('ink'), fontSize: SMALL, lineHeight: LINE, formatter: function () { return text; }
        }
      }
    });
    return text.split('\n').length * LINE + 6;
  }

  // printed puts numbers on parts of bars, where they are legible on every colour and pattern.
  function printed(at) {
    return {
      show: true, color: at.token('ink'), backgroundColor: at.token('paper'), padding: [0, 2], borderRadius: 2,
      fontSize: SMALL, lineHeight: 13
    };
  }

  // states paints bars by the state they count.
  function states(option, at) {
    option.series.forEach(function (s) { s.itemStyle = { color: at.token('delivery-' + s.id) }; });
  }

  // beside is how far to move what is so wide to each side, to clear a line.
  function beside(line, half) {
    if (Math.abs(line) >= half) return 0;
    return line > 0 ? line - half : line + half;
  }

  // shorten names months in little room, column pixels wide each: every so many, with the year where it changes. It gives
  // names by their places.
  function shorten(names, column) {
    var step = Math.ceil(25 / column);
    var texts = {};
    for (var i = 0; i < names.length; i += step) {
      var year = names[i].slice(3);
      var before = i > 0 ? names[i - step].slice(3) : '';
      var after = i + step < names.length ? names[i + step].slice(3) : year;
      var crowded = year !== after && column * step < 32; // the next name has its year, too
      texts[i] = 'T' + Number(names[i].slice(0, 2)) + (year === before || crowded ? '' : '\n' + year);
    }
    return texts;
  }

  cchc.calendar = {
    take: take, key: key, day: day, printed: printed, states: states, shorten: shorten, SMALL: SMALL, LINE: LINE
  };

  cchc.fit.deadlines = function (option, at) {
    var months = option.xAxis[0].data;
    var asOf = take(option, 'aid-as-of');
    var totals = months.map(function (_, i) {
      return option.series.reduce(function (sum, s) { return sum + (Number(s.data[i].value) || 0); }, 0);
    });
    var most = Math.max.apply(null, totals);
    var left = at.measure(String(most), 12) + 18;
    var plot = at.width - left - 8;
    var column = plot / months.length;
    var tall = at.paper ? 200 : at.width < 640 ? 230 : 280;
    var legend = key(option, at);
    var place = Number(asOf.data[0].value);
    var over = day(asOf, place, left + place * column, 'end', at);
    var top = at.top + legend + 18 + over;

    states(option, at);
    option.series.forEach(function (s) {
      s.barWidth = Math.max(3, Math.min(46, column * 0.72));
      s.data.forEach(function (d, i) {
        if (!d.texts) return;
        var width = at.measure(d.texts[0], SMALL) + 4;
        var aside = beside((place - i - 0.5) * column, width / 2 + 4); // the line of the day is not written over
        var fits = d.value / most * tall >= 13 && width + 2 * Math.abs(aside) <= column * 0.95;
        d.label = fits ? Object.assign(printed(at), { formatter: d.texts[0], offset: [aside, 0] }) : { show: false };
      });
    });
    option.grid = [{ left: left, width: plot, top: top, height: tall, containLabel: false, outerBoundsMode: 'none' }];
    var roomy = column >= at.measure(months[0], 12) + 8;
    var named = roomy ? months : shorten(months, column);
    Object.assign(option.xAxis[0], {
      nameLocation: 'middle', nameGap: roomy ? 26 : 38, axisTick: { interval: 0 },
      axisLabel: {
        interval: function (i) { return named[i] !== undefined; }, fontSize: roomy ? 12 : SMALL, lineHeight: LINE,
        formatter: function (_, i) { return named[i]; }
      }
    });
    option.xAxis.push({ type: 'value', min: 0, max: months.length, show: false });
    Object.assign(asOf, { xAxisIndex: 1, yAxisIndex: 0 });
    option.series.push(asOf);
    Object.assign(option.yAxis[0], {
      max: most, nameLocation: 'end', nameGap: over + 4, nameTextStyle: { align: 'left', padding: [0, 0, 0, 2 - left] },
      axisLabel: { formatter: at.comma, hideOverlap: true, showMaxLabel: false }
    });
    option.tooltip.formatter = function (items) {
      var told = items.filter(function (item) { return item.data.texts; }).map(function (item) {
        return item.seriesName + ': ' + item.data.texts[0];
      });
      var head = option.xAxis[0].name + ': ' + months[items[0].dataIndex];
      return [head].concat(told.length ? told : items[0].data.note).join('\n');
    };
    return top + tall + (roomy ? 44 : 56);
  };
})();
