// Layouts of the tests' own: one for bars, one for cells, and one for whatever else an option holds.
(function () {
  'use strict';
  cchc.fit.bars = function (option, at) {
    var rows = at.rows ? at.rows.length : option.yAxis.data.length;
    if (at.rows) {
      option.yAxis.data = at.rows.map(function (i) { return option.yAxis.data[i]; });
      option.series.forEach(function (s) { s.data = at.rows.map(function (i) { return s.data[i]; }); });
    }
    option.grid = { left: 210, right: 60, top: at.top + 10, bottom: 30, outerBoundsMode: 'none' };
    option.yAxis.data = option.yAxis.data.map(function (name) { return at.fold(name, 200, 12, false, 2); });
    option.yAxis.axisLabel = { interval: 0, lineHeight: 14 };
    option.xAxis = Object.assign({ axisLabel: { formatter: at.comma } }, option.xAxis);
    option.series.forEach(function (s) {
      s.label = { show: true, position: 'right', formatter: function (p) { return p.data.texts[0]; } };
    });
    return at.top + 40 + rows * 32;
  };
  cchc.fit.cells = function (option, at) {
    option.grid = { left: 210, right: 10, top: at.top + 60, bottom: 10, outerBoundsMode: 'none' };
    option.visualMap = {
      type: 'piecewise', show: false, dimension: 2,
      pieces: [
        { lt: 50, color: at.token('heat-1') }, { gte: 50, lt: 80, color: at.token('heat-3') },
        { gte: 80, color: at.token('heat-5') }
      ]
    };
    option.xAxis.axisLabel = { rotate: 60, interval: 0 };
    option.yAxis.data = option.yAxis.data.map(function (name) { return at.fold(name, 200); });
    option.yAxis.axisLabel = { interval: 0 };
    option.series[0].label = { show: true, fontSize: 11, formatter: function (p) { return at.comma(p.value[2]); } };
    return at.top + 70 + option.yAxis.data.length * 24;
  };
  cchc.fit.plain = function (option, at) { return at.top + 400; };
  cchc.fit.endless = function () { for (;;); };
  cchc.fit.broken = function (option) {
    cchc.fit.plain = null; // what it leaves behind must not be met again
    return option.no.such.thing;
  };
  cchc.fit.chance = function (option, at) {
    var day = new Date(2026, 2, 8, 2, 30);
    day.setHours(day.getHours() + 1);
    var text = [Math.random(), Date.now(), +new Date(), +day, day.getHours(), day.getTimezoneOffset()].join(' ');
    option.graphic = [{ type: 'text', left: 0, top: at.top, style: { text: text } }];
    return at.top + 30;
  };
  cchc.fit.deep = function deep(option, at) { return deep(option, at) + 1; };
  cchc.fit.filled = function (option, at) {
    option.graphic = [{ type: 'rect', shape: { width: 9, height: 9 }, style: { fill: option.fill } }];
    return at.top + 9;
  };
})();
