// One unit's areas around a rim that is each area's whole maximum. Where there is room the names stand around it; where
// there is none only their numbers do, and the names in a list below.
(function () {
  'use strict';
  var LINE = 14;
  var SIZE = 12;
  var GAP = 8; // between a tip and its name

  // tip is where an axis ends, from the centre, y downwards.
  function tip(k, n, radius) {
    var angle = -Math.PI / 2 + 2 * Math.PI * k / n;
    return { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius };
  }

  // box is the room of a name beyond its tip, as ECharts places it: above, below, or beside.
  function box(at, text, p) {
    var lines = text.split('\n');
    var w = Math.max.apply(null, lines.map(function (line) { return at.measure(line, SIZE, true); }));
    var h = lines.length * LINE;
    if (Math.abs(p.x) < 1 && p.y < 0) return { left: -w / 2, right: w / 2, top: p.y - h, bottom: p.y };
    if (Math.abs(p.x) < 1) return { left: -w / 2, right: w / 2, top: p.y, bottom: p.y + h };
    return { left: p.x < 0 ? p.x - w : p.x, right: p.x < 0 ? p.x : p.x + w, top: p.y - h / 2, bottom: p.y + h / 2 };
  }

  function apart(a, b) {
    return a.right + 6 < b.left || b.right + 6 < a.left || a.bottom + 4 < b.top || b.bottom + 4 < a.top;
  }

  // around places all names around a rim and says whether they fit.
  function around(at, names, radius) {
    var n = names.length;
    var boxes = [];
    var tips = [];
    var folded = names.map(function (name, k) {
      var p = tip(k, n, radius + GAP);
      var room = Math.abs(p.x) < 1 ? 260 : Math.min(220, at.width / 2 - Math.abs(p.x) - 4);
      var text = cchc.even(at, name, Math.max(room, 40));
      boxes.push(box(at, text, p));
      tips.push(p.y);
      return text;
    });
    var fits = boxes.every(function (a, i) {
      return a.left >= -at.width / 2 && a.right <= at.width / 2 &&
        boxes.every(function (b, k) { return k <= i || apart(a, b); });
    });
    return {
      fits: fits, names: folded, radius: radius,
      top: Math.min.apply(null, boxes.map(function (b) { return b.top; }).concat(tips)),
      bottom: Math.max.apply(null, boxes.map(function (b) { return b.bottom; }).concat(tips))
    };
  }

  // full is the widest rim with room for all names in full.
  function full(at, names) {
    for (var radius = at.paper ? 130 : 180; at.width >= 520 && radius >= 100; radius -= 10) {
      var placed = around(at, names, radius);
      if (placed.fits) return placed;
    }
    return null;
  }

  // short is a rim with each axis' number and share, or the number only: the list below has both.
  function short(at, names) {
    var widest = Math.max.apply(null, names.map(function (name) { return at.measure(name.split('\n')[1], SIZE, true); }));
    var radius = Math.min(150, at.width / 2 - widest - GAP - 8);
    var numbers = names.map(function (name) { return name.slice(0, name.indexOf('. ')); });
    var shares = names.map(function (name, k) { return numbers[k] + '\n' + name.split('\n')[1]; });
    var placed = around(at, shares, radius);
    return placed.fits ? placed : around(at, numbers, radius);
  }

  // shared puts the share of a name in bold.
  function shared(name) {
    return name.replace(/\n([^\n]*)$/, '\n{b|$1}');
  }

  // list writes the names below, with their shares in a column.
  function list(option, at, names, top) {
    var parts = names.map(function (name) { return name.split('\n'); });
    var texts = parts.map(function (part) { return cchc.even(at, part[0], at.width - 72, 3); });
    var shares = parts.map(function (part) { return part[1]; });
    var lines = Math.max.apply(null, texts.map(function (text) { return text.split('\n').length; }));
    var row = lines * LINE + 8;
    var quiet = {
      type: 'category', inverse: true, axisLine: { show: false }, axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: at.token('line') } }
    };
    function label(align, bold) {
      var weight = bold ? 'bold' : 'normal';
      return { inside: true, margin: 0, align: align, interval: 0, lineHeight: LINE, fontSize: SIZE, fontWeight: weight };
    }
    var height = names.length * row;
    option.grid = [{ left: 0, width: at.width - 4, top: top, height: height, outerBoundsMode: 'none', containLabel: false }];
    option.xAxis = [{ type: 'value', show: false, min: 0, max: 1 }];
    option.yAxis = [
      Object.assign({ data: texts, axisLabel: label('left', false) }, quiet),
      Object.assign({ data: shares, position: 'right', axisLabel: label('right', true) }, quiet)
    ];
    return height;
  }

  // numbers is a second rim over the first, of which only the numbers of one axis are seen: nothing drawn covers them.
  function numbers(radar, at) {
    var off = { show: false };
    var label = {
      show: true, showMinLabel: false, fontSize: 11, color: at.token('ink'),
      textBorderColor: at.token('paper'), textBorderWidth: 2,
      formatter: function (v) { return at.comma(v) + '%'; }
    };
    return Object.assign({}, radar, {
      axisName: off, axisLine: off, splitLine: off, splitArea: off, z: 5,
      indicator: radar.indicator.map(function (i, k) { return Object.assign({}, i, { axisLabel: k ? off : label }); })
    });
  }

  // ring paints a series: the rim is a thin edge, what was reached covers what can still be.
  function ring(s, at) {
    var look = {
      'aid-rim': { color: at.token('lost'), width: 1, opacity: 0.14 },
      reachable: { color: at.token('reachable'), width: 2, opacity: 0.3 },
      reached: { color: at.token('reached'), width: 2, opacity: 0.6 }
    }[s.id];
    Object.assign(s, {
      symbol: s.id === 'aid-rim' ? 'none' : 'circle', symbolSize: 5, silent: s.id === 'aid-rim',
      itemStyle: { color: look.color }, lineStyle: { color: look.color, width: look.width },
      areaStyle: { color: look.color, opacity: look.opacity }
    });
  }

  cchc.fit.radar = function (option, at) {
    var radar = option.radar;
    var names = radar.indicator.map(function (i) { return i.name; });
    var least = radar.indicator[0].min || 0;
    option.legend.data = option.series.map(function (s) { return s.name; }).reverse();
    option.series.forEach(function (s) { ring(s, at); });
    var top = at.top + cchc.topLegend(option, at) + 8;
    var placed = full(at, names);
    var listed = !placed;
    placed = placed || short(at, names);
    var height = top - placed.top + placed.bottom;
    radar.indicator.forEach(function (i, k) { i.name = placed.names[k]; });
    Object.assign(radar, {
      clockwise: true, radius: placed.radius, center: [at.width / 2, top - placed.top], axisNameGap: GAP,
      splitNumber: (100 - least) / (least < 0 ? 50 : 20),
      axisName: {
        lineHeight: LINE, fontSize: SIZE, color: at.token('ink'), formatter: shared,
        rich: { b: { fontWeight: 'bold', lineHeight: LINE } }
      }
    });
    option.radar = [radar, numbers(radar, at)];
    option.tooltip.formatter = function (item) {
      return [item.name].concat(names.map(function (name, k) {
        return at.fold(name.split('\n')[0], at.width - 60) + ': ' + item.data.texts[k] + '%';
      })).join('\n');
    };
    if (listed) height += 14 + list(option, at, names, height + 14);
    return height + 8;
  };
})();
