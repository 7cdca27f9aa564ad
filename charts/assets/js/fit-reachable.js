// A column of points for each last day, and the rest that can still be had as a line of steps over them.
(function () {
  'use strict';
  var LINE = 'path://M0,0h14v3h-14z'; // in the legend, as it stands in the picture

  // dates writes the days under the columns: whole, in two lines, or upright, as there is room; it gives their height.
  function dates(axis, column, at) {
    var kit = cchc.calendar;
    var whole = column >= 88;
    var upright = column < 36;
    axis.axisTick = { show: false };
    axis.axisLabel = {
      interval: 0, fontSize: whole ? 12 : kit.SMALL, lineHeight: kit.LINE, rotate: upright ? 90 : 0,
      formatter: function (name) {
        return whole || upright ? name : at.fold(name.replace(/\/(\d{4})$/, '\n$1'), column - 4, kit.SMALL);
      }
    };
    var below = whole ? 22 : upright ? 72 : 36;
    Object.assign(axis, { nameLocation: 'middle', nameGap: below + 4 });
    return below + 22;
  }

  // print writes the numbers on columns and steps; a column too low for its number has it on top, unless a step is there.
  function print(option, at, tall, most) {
    option.series[0].data.forEach(function (d, i) {
      var rest = option.series[1].data[i];
      var high = d.value / most * tall >= 20;
      d.label = Object.assign(cchc.calendar.printed(at), {
        show: high || (rest.value - d.value) / most * tall >= 34, position: high ? 'insideTop' : 'top', formatter: d.texts[0]
      });
      rest.label = { show: true, position: 'top', color: at.token('ink'), fontWeight: 'bold', formatter: rest.texts[0] };
    });
  }

  cchc.fit.reachable = function (option, at) {
    var kit = cchc.calendar;
    var days = option.xAxis[0].data;
    var gain = option.series[0];
    var rest = option.series[1];
    var most = Math.max.apply(null, rest.data.map(function (d) { return Number(d.value); }));
    var widest = Math.max.apply(null, rest.data.map(function (d) { return at.measure(d.texts[0], 12, true); }));
    var left = at.measure('00,0', 12) + 14;
    var plot = Math.min(at.width - left - 8, days.length * 220);
    var column = plot / days.length;
    var tall = at.paper ? 190 : at.width < 640 ? 220 : 260;
    var icons = {};
    icons[rest.name] = LINE;
    var top = at.top + kit.key(option, at, icons) + 38;

    option.grid = [{ left: left, width: plot, top: top, height: tall, containLabel: false, outerBoundsMode: 'none' }];
    Object.assign(gain, { barWidth: Math.min(60, column * 0.5), itemStyle: { color: at.token('reachable') } });
    Object.assign(rest, {
      symbol: 'circle', symbolSize: 7, showSymbol: true, z: 1, // steps go down behind the columns, not through their numbers
      lineStyle: { color: at.token('reached'), width: 2 }, itemStyle: { color: at.token('reached') }
    });
    Object.assign(option.yAxis[0], {
      nameLocation: 'end', nameGap: 22, nameTextStyle: { align: 'left', padding: [0, 0, 0, 2 - left] },
      axisLabel: { formatter: at.comma, hideOverlap: true }
    });
    if (widest + 6 <= column) print(option, at, tall, most);
    option.tooltip.formatter = function (items) {
      return [option.xAxis[0].name + ': ' + days[items[0].dataIndex]].concat(items.map(function (item) {
        return at.fold(item.seriesName + ': ' + item.data.texts[0], Math.min(380, at.width - 60));
      })).join('\n');
    };
    return top + tall + dates(option.xAxis[0], column, at);
  };
})();
