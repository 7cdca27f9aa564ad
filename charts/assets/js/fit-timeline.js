// A unit's year: a lane for each deliverable and kind of decision, days along it, the number of each event beside its mark.
(function () {
  'use strict';
  var UP = 28; // height of the upper half of a mark with a number above it
  var DOWN = 20;

  // looks are the marks: hollow for what was to happen, filled for what did.
  function looks(at) {
    function hollow(color, dash) {
      return {
        symbol: 'diamond', symbolSize: 15, z: 3,
        itemStyle: { color: at.token('paper'), borderColor: color, borderWidth: 2, borderType: dash || 'solid', opacity: 1 }
      };
    }
    function filled(color, symbol) {
      return { symbol: symbol, symbolSize: 9, itemStyle: { color: color, opacity: 1 }, z: 4 };
    }
    function state(id) { return at.token('delivery-' + id); }
    return {
      due: hollow(at.token('soft')),
      absent: hollow(state('absent')),
      missing: hollow(state('missing')),
      ahead: hollow(state('ahead'), [3, 2]),
      in_time: filled(state('in_time'), 'circle'),
      late: filled(state('late'), 'circle'),
      decision: filled(at.token('part-7'), 'rect')
    };
  }

  // number writes the events' numbers above or below their marks, one beside the other where they would meet, and how late
  // something was where there is room. now is where the line of the day stands.
  function number(option, at, x, now, narrow) {
    var size = cchc.calendar.SMALL;
    var tiers = {};
    option.series.forEach(function (s) {
      if (s.type !== 'scatter') return;
      var below = s.id === 'in_time' || s.id === 'late';
      s.label = { show: true, position: below ? 'bottom' : 'top', distance: 3, color: at.token('ink'), fontSize: size };
      s.data.forEach(function (d) {
        var tier = d.value[1] + (below ? ' below' : ' above');
        tiers[tier] = tiers[tier] || [];
        tiers[tier].push({ d: d, x: x(d.value[0]), late: s.id === 'late' });
      });
    });
    Object.keys(tiers).forEach(function (tier) {
      var marks = tiers[tier].sort(function (a, b) { return a.x - b.x || a.d.value[2] - b.d.value[2]; });
      var end = -Infinity;
      marks.forEach(function (m, i) {
        var text = m.d.texts[0];
        var long = text + ' (' + m.d.note + ')';
        var half = at.measure(long, size) / 2 + 2;
        var next = i + 1 < marks.length ? marks[i + 1].x - 12 : at.width;
        var free = m.x - half >= Math.max(end, x.left) && m.x + half <= next && Math.abs(m.x - now) > half;
        if (m.late && !narrow && free) text = long;
        half = at.measure(text, size) / 2 + 2;
        var aside = Math.max(0, end + half - m.x);
        end = m.x + aside + half;
        m.d.label = { formatter: text, offset: [aside, 0] };
      });
    });
  }

  // months marks the beginnings of months, and names as many as there is room for, each in its middle.
  function months(starts, end, plot) {
    var kit = cchc.calendar;
    var all = starts.map(function (m) { return m.name; });
    var wide = plot / starts.length >= 52;
    var named = wide ? all : kit.shorten(all, plot / starts.length);
    var names = {};
    var middles = [];
    starts.forEach(function (start, i) {
      if (named[i] === undefined) return;
      var middle = (start.value + (i + 1 < starts.length ? starts[i + 1].value : end)) / 2;
      middles.push(middle);
      names[middle] = named[i];
    });
    var ticks = { customValues: starts.map(function (m) { return m.value; }).concat(end) };
    return {
      data: undefined, axisTick: ticks, splitLine: ticks,
      axisLabel: {
        customValues: middles, fontSize: wide ? 12 : kit.SMALL, lineHeight: kit.LINE,
        formatter: function (value) { return names[value]; }
      }
    };
  }

  cchc.fit.timeline = function (option, at) {
    var kit = cchc.calendar;
    var days = option.xAxis[0];
    var asOf = kit.take(option, 'aid-as-of');
    var narrow = at.width < 640;
    var size = at.paper || narrow ? kit.SMALL : 12;
    var line = size + 3;
    var room = narrow ? at.width - 12 : Math.min(280, Math.round(at.width * 0.3));
    var names = option.yAxis[0].data.map(function (name) { return at.fold(name, room, size, false, narrow ? 2 : 3); });
    var lines = Math.max.apply(null, names.map(function (name) { return name.split('\n').length; }));
    var row = narrow ? lines * line + UP + DOWN : Math.max(lines * line + 8, UP + DOWN);
    var middle = narrow ? 1 - DOWN / row : 0.5; // of the marks in their lane
    var left = narrow ? 6 : room + 14;
    var plot = at.width - left - 10;
    function x(value) { return left + (value - days.min) / (days.max - days.min) * plot; }
    x.left = left;
    var now = asOf.data[0].value[0];

    var look = looks(at);
    var icons = {};
    option.series.forEach(function (s) {
      if (look[s.id]) icons[s.name] = look[s.id].symbol;
      var delay = { symbol: 'none', silent: true, z: 2, lineStyle: { color: at.token('delivery-late'), width: 2 } };
      Object.assign(s, look[s.id] || delay);
    });
    number(option, at, x, x(now), narrow);
    option.series.forEach(function (s) {
      s.data.forEach(function (d) {
        if (d.value !== '-') d.value[1] += middle;
      });
    });
    var legend = kit.key(option, at, icons);
    var over = kit.day(asOf, now, x(now), 'start', at);
    var top = at.top + legend + over + 4;
    option.grid = [{
      left: left, width: plot, top: top, height: names.length * row, containLabel: false, outerBoundsMode: 'none'
    }];
    option.yAxis = [{
      type: 'value', inverse: true, min: 0, max: names.length, interval: 1,
      axisLine: { show: false }, axisTick: { show: false }, axisLabel: { show: false }
    }];
    Object.assign(days, months(days.data, days.max, plot));
    option.series.push(asOf, {
      id: 'aid-lane', type: 'scatter', silent: true, symbolSize: 1, itemStyle: { color: 'transparent', opacity: 1 },
      data: names.map(function (_, i) { return [days.min, i + (narrow ? 0 : 0.5)]; }),
      label: {
        show: true, position: narrow ? [4, 4] : 'left', distance: 10,
        align: narrow ? 'left' : 'right', verticalAlign: narrow ? 'top' : 'middle',
        color: at.token('ink'), textBorderColor: at.token('paper'), textBorderWidth: 3, fontSize: size, lineHeight: line,
        formatter: function (p) { return names[p.dataIndex]; }
      }
    });
    option.tooltip.formatter = function (item) {
      return [item.data.name, item.data.note].filter(Boolean).map(function (text) {
        return at.fold(text, Math.min(380, at.width - 60));
      }).join('\n');
    };
    return top + names.length * row + 40;
  };
})();
