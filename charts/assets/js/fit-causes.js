// Lying bars of what is lost and what can still be reached, one row for each cause; and what all pictures of lying bars in
// steps or parts share: cchc.bars lays them out, cchc.amounts prints what stands at their ends.
(function () {
  'use strict';
  var SIZE = 12;
  var LINE = 15; // height of a line of text
  var TICK = 64; // least room for a number of the axis
  var UNSEEN = { color: 'transparent', decal: { color: 'transparent' }, borderWidth: 0 };

  function series(option, id) {
    return option.series.filter(function (s) { return s.id === id; })[0];
  }

  // even folds a text as at.fold does, into lines of about one length.
  function even(at, text, pixels, most) {
    var best = at.fold(text, pixels, SIZE, false, most);
    var lines = best.split('\n').length;
    for (var w = pixels; lines > 1 && best.indexOf('…') < 0 && w > pixels / 2; w -= pixels / 25) {
      var next = at.fold(text, w, SIZE, false, most);
      if (next.split('\n').length > lines || next.indexOf('…') >= 0) break;
      best = next;
    }
    return best;
  }

  // legend places a legend at the top and gives its height.
  function legend(option, at) {
    var x = 0;
    var rows = 1;
    option.legend.data.forEach(function (name) {
      var w = at.measure(name) + 36;
      if (x && x + w > at.width) {
        x = 0;
        rows++;
      }
      x += w;
    });
    Object.assign(option.legend, {
      selectedMode: false, // a bar with a part taken out would show a sum that nobody scored
      left: 0, top: at.top + 2, width: at.width, padding: 0, itemGap: 14, itemWidth: 14, itemHeight: 10, icon: 'rect'
    });
    return option.legend.data.length ? rows * 22 : 0;
  }

  // swatch is a small square of a colour in a text.
  function swatch(color) {
    return { width: 9, height: 9, backgroundColor: color };
  }

  // plain is a label as it is seen, for measuring.
  function plain(label) {
    return label.replace(/\{\w+\|\}/g, '▮').replace(/\{b\|([^}]*)\}/g, '$1');
  }

  // scale gives the axis of points its ends and round numbers, and the bars as much length as leaves every label whole: the
  // longest label need not stand at the longest bar.
  function scale(axis, ends, labels, at, room) {
    var most = Math.max.apply(null, ends.concat(0));
    var step = round((most - axis.min || 1) / Math.max(2, Math.floor(room / TICK)));
    var whole = Math.abs(most / step - Math.round(most / step)) < 1e-9;
    Object.assign(axis, { min: Math.floor(axis.min / step) * step, max: most, interval: step });
    axis.splitLine = { showMaxLine: whole };
    axis.axisLabel = { formatter: at.comma, showMaxLabel: whole };
    return ends.reduce(function (plot, end, i) {
      var left = room - at.measure(plain(labels[i]), SIZE, true) - 10;
      return end > axis.min ? Math.min(plot, left * (most - axis.min) / (end - axis.min)) : plot;
    }, room);
  }

  // round is the next of 1, 2, 5, 10, … that is not smaller.
  function round(n) {
    var power = Math.pow(10, Math.floor(Math.log(n) / Math.LN10));
    return power * [1, 2, 5, 10].filter(function (m) { return m * power >= n * (1 - 1e-9); })[0];
  }

  // bars lays rows of stacked bars out: names beside them, above them where the room is narrow. look: colors (styles by
  // series), beside (the series at the ends of the bars), label (what stands there in a row), head (over these labels).
  cchc.bars = function (option, at, look) {
    var names = option.yAxis[0].data;
    var narrow = at.width < 640;
    // On paper names take the width, so that rows stay low and a caption finds room on the sheet.
    var room = narrow ? at.width - 4 : Math.min(at.paper ? 450 : 330, Math.round(at.width * (at.paper ? 0.46 : 0.34)));
    var folded = names.map(function (name) { return even(at, name, room, narrow ? 2 : 3); });
    var lines = Math.max.apply(null, folded.map(function (text) { return text.split('\n').length; }));
    var bar = at.paper ? 13 : narrow ? 15 : 18;
    var row = narrow ? lines * LINE + bar + 14 : Math.max(lines * LINE + 8, bar + (at.paper ? 7 : 12));
    var above = narrow ? Math.max(0, lines * LINE + bar / 2 + 6 - row / 2) : 0; // of the first name, over its row
    var points = option.xAxis[0];
    var left = narrow ? (points.min < 0 ? 24 : 10) : room + 10; // half the first number of the axis stands left of it
    var head = at.top + legend(option, at);
    var top = head + (look.head ? 20 : 6) + above;
    var side = series(option, look.beside);
    var labels = names.map(look.label);
    var plot = scale(points, side.data.map(function (d) { return Number(d.value[0]); }), labels, at, at.width - left - 4);

    option.grid = [{
      left: left, width: plot, top: top, height: names.length * row, outerBoundsMode: 'none', containLabel: false
    }];
    Object.assign(points, { nameLocation: 'middle', nameGap: 26 });
    if (narrow) points.splitLine.show = false;
    Object.assign(option.yAxis[0], { data: folded, axisTick: { show: false }, z: 10 });
    option.yAxis[0].axisLabel = rowName(at, narrow && left, bar);
    option.series.forEach(function (s) { paint(s, look.colors[s.id], bar); });
    side.label = {
      show: true, position: 'right', distance: 6, color: at.token('ink'), fontSize: SIZE,
      textBorderColor: at.token('paper'), textBorderWidth: 3,
      rich: { lost: swatch(at.token('lost')), reachable: swatch(at.token('reachable')), b: { fontWeight: 'bold' } },
      formatter: function (item) { return labels[item.dataIndex]; }
    };
    if (look.head) option.xAxis.push(heading(look.head, at.width - left - plot, above));
    option.tooltip.formatter = function (items) { return tip(items, names, at); };
    return top + names.length * row + 44;
  };

  function rowName(at, inside, bar) {
    var label = { interval: 0, fontSize: SIZE, lineHeight: LINE };
    if (!inside) return label;
    return Object.assign(label, {
      inside: true, margin: -inside, align: 'left', verticalAlign: 'bottom', padding: [0, 0, bar / 2 + 2, 0],
      textBorderColor: at.token('paper'), textBorderWidth: 3
    });
  }

  // heading is a second axis that shows nothing but its name, at the right over the labels.
  function heading(text, right, above) {
    var off = { show: false };
    return {
      type: 'value', position: 'top', min: 0, max: 1, axisLine: off, axisTick: off, axisLabel: off, splitLine: off,
      name: text, nameLocation: 'end', nameGap: 0,
      nameTextStyle: { align: 'right', verticalAlign: 'bottom', padding: [0, -right, 4 + above, 0] }
    };
  }

  // paint gives a series its colours; a row without a value keeps its place in the stack.
  function paint(s, style, bar) {
    if (s.type !== 'bar') {
      Object.assign(s, { silent: true, symbolSize: 1, itemStyle: { color: 'transparent', opacity: 1 } });
      return;
    }
    s.stackStrategy = 'all'; // a step may cross 0
    Object.assign(s, { barWidth: bar, itemStyle: style || UNSEEN, silent: !style });
    s.cursor = s.data.some(function (d) { return d.href; }) ? 'pointer' : 'default';
    s.data = s.data.map(function (d) {
      return d.value === '-' ? Object.assign({}, d, { value: 0, itemStyle: UNSEEN }) : d;
    });
  }

  function tip(items, names, at) {
    var texts = [at.fold(names[items[0].dataIndex], Math.min(320, at.width - 60))];
    items.forEach(function (item) {
      var d = item.data;
      var note = d.note || '';
      if (d.texts) texts.push(item.seriesName + ': ' + d.texts.join('; ') + (note && ' (' + note + ')'));
      else if (note) texts.push(note);
    });
    return texts.join('\n');
  }

  cchc.even = even;
  cchc.topLegend = legend;
  cchc.seriesOf = series;

  // amounts are the printed numbers of a row, each after the colour of its series where there are several. Spaces at the
  // edge of a style would be lost in files.
  cchc.amounts = function (option, i, ids) {
    var found = ids.filter(function (id) { return series(option, id).data[i].texts; });
    return found.map(function (id) {
      return (found.length > 1 ? '{' + id + '|}\u00a0' : '') + series(option, id).data[i].texts[0];
    }).join('\u00a0\u00a0');
  };

  // costColors are the styles of what is lost and what can still be reached. Their edges keep the smallest bar visible.
  cchc.costColors = function (at) {
    function style(name) { return { color: at.token(name), borderColor: at.token(name), borderWidth: 1 }; }
    return { lost: style('lost'), reachable: style('reachable'), out: style('cause-out'), other: style('part-3') };
  };

  cchc.fit.causes = function (option, at) {
    return cchc.bars(option, at, {
      colors: cchc.costColors(at),
      beside: 'aid-end',
      label: function (name, i) { return cchc.amounts(option, i, ['lost', 'reachable']); }
    });
  };
})();
