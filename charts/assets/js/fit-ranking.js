// ranking: names at the left, the index at the right, the legend beside the bars where there is room and above them where
// there is none. Rows are units.
(function () {
  'use strict';
  var TICK = 'path://M0,0h3v22h-3z'; // the applied maximum in the legend: an upright line, as it stands in the picture

  // keep takes the wanted rows of the picture; a mark that says its row in its value gets the new one.
  function keep(option, rows) {
    if (!rows) return;
    option.yAxis[0].data = rows.map(function (row) { return option.yAxis[0].data[row]; });
    option.series.forEach(function (s) {
      s.data = rows.map(function (row, i) {
        var item = s.data[row];
        return Array.isArray(item.value) ? Object.assign({}, item, { value: [item.value[0], i] }) : item;
      });
    });
  }

  function text(item) {
    return item.texts ? item.texts[0] : item.note;
  }

  // key lays the legend out downward and gives its height; names too long for a line are broken.
  function key(option, at, left, width) {
    var folded = {};
    var height = 0;
    option.legend.data = option.legend.data.map(function (name) {
      folded[name] = at.fold(name, width - 34, at.paper ? 11 : 12);
      height += folded[name].split('\n').length * 15 + 6;
      var bar = option.series.some(function (s) { return s.name === name && s.type === 'bar'; });
      return bar ? { name: name } : { name: name, icon: TICK };
    });
    Object.assign(option.legend, {
      selectedMode: false, // a stack with a part taken out would show a total that nobody scored
      orient: 'vertical', left: left, top: at.top, padding: 0, itemGap: 6, itemHeight: 13,
      textStyle: { lineHeight: 15, fontSize: at.paper ? 11 : 12 },
      formatter: function (name) { return folded[name]; }
    });
    return height;
  }

  // broken is a name in lines; where it is too long, the name is cut and not the remark in brackets after it.
  function broken(at, name, width, size, most) {
    var folded = at.fold(name, width, size);
    var remark = /^(.*) (\([^()]*\))$/.exec(name);
    if (folded.split('\n').length <= most) return folded;
    if (!remark) return at.fold(name, width, size, false, most);
    return at.fold(remark[1], width, size, false, most - 1) + '\n' + remark[2];
  }

  // names breaks the units' names into lines, and gives how many lines the longest takes.
  function names(option, at, width, size, most) {
    var lines = 1;
    option.yAxis[0].data = option.yAxis[0].data.map(function (name) {
      var folded = broken(at, name, width, size, most);
      lines = Math.max(lines, folded.split('\n').length);
      return folded;
    });
    return lines;
  }

  function dress(option, at, row) {
    option.series.forEach(function (s) {
      if (s.type === 'bar') {
        s.barWidth = row - (at.paper ? 5 : 10);
        return;
      }
      s.symbol = 'rect';
      s.itemStyle = { color: at.token('ink'), opacity: 1 };
      s.z = 5;
      if (s.id === 'applied') {
        s.symbolSize = [3, row - 4];
        return;
      }
      s.symbolSize = 1;
      s.silent = true;
      s.label = {
        show: true, position: 'right', distance: 5, color: at.token('ink'), fontSize: at.paper ? 11 : 12,
        formatter: function (p) { return p.data.note; }
      };
    });
  }

  cchc.fit.ranking = function (option, at) {
    keep(option, at.rows);
    var wide = at.width >= 760;
    var size = wide && !at.paper ? 12 : 11;
    var left = wide ? 270 : Math.round(at.width * 0.36);
    var beside = wide ? 250 : 0;
    var fullNames = option.yAxis[0].data;
    var lines = names(option, at, left, size, at.paper ? 2 : wide ? 3 : 5);
    var row = Math.max(at.paper ? 18 : wide ? 30 : 34, lines * (size + 2) + 6);
    var rows = fullNames.length;
    var indices = option.series[option.series.length - 1].data;
    var room = Math.max.apply(null, indices.map(function (d) { return at.measure(d.note); })) + 12;
    var legend = key(option, at, wide ? at.width - beside + 10 : 0, wide ? beside - 10 : at.width);
    var onTop = rows > 30; // a long picture has its axis where reading begins
    var top = at.top + (wide ? 0 : legend + 6) + (onTop ? 46 : 6);
    var bottom = onTop ? 6 : 46;
    option.grid = [{
      left: left + 12, right: beside + room, top: top, height: rows * row, containLabel: false, outerBoundsMode: 'none'
    }];
    Object.assign(option.yAxis[0], {
      axisTick: { show: false }, axisLabel: { show: true, interval: 0, fontSize: size, lineHeight: size + 2 }
    });
    Object.assign(option.xAxis[0], {
      position: onTop ? 'top' : 'bottom', nameLocation: 'middle', nameGap: 26,
      axisLabel: { formatter: at.comma, hideOverlap: true }
    });
    dress(option, at, row);
    option.tooltip.formatter = function (items) {
      var told = items.map(function (item) { return item.seriesName + ': ' + text(item.data); });
      return [fullNames[items[0].dataIndex]].concat(told).map(function (line) {
        return at.fold(line, Math.min(420, at.width - 60));
      }).join('\n');
    };
    return Math.max(top + rows * row + bottom, wide ? at.top + legend + 10 : 0);
  };
})();
