// selfagainst: a square with the same scale on both axes; beside it, or on a narrow screen above it, what the marks mean.
// A unit that fell is told from one that rose by its shape too.
(function () {
  'use strict';
  var MOST = 620; // pixels a side
  var MOST_ON_PAPER = 520;
  var MOST_HIDDEN = 5; // units told beside the one pointed at
  var LEFT = 58; // pixels for the vertical axis

  function styles(at) {
    return {
      lower: { symbol: 'path://M0,0h10l-5,9z', itemStyle: { color: at.token('part-6'), opacity: 0.85 } },
      same: { symbol: 'circle', itemStyle: { color: at.token('part-7'), opacity: 0.85 } },
      higher: { symbol: 'path://M0,9h10l-5,-9z', itemStyle: { color: at.token('part-1'), opacity: 0.85 } }
    };
  }

  // spots are where a name may stand around its mark, from the mark's middle to the text's top left; the far ones cost more
  // and have a line to the mark.
  function spots(w, h) {
    var list = [];
    [9, 26, 48, 74].forEach(function (gap, far) {
      var near = gap * 0.7;
      [[gap, -h / 2], [-gap - w, -h / 2], [near, near], [-near - w, near], [near, -near - h], [-near - w, -near - h],
        [-w / 2, gap], [-w / 2, -gap - h]].forEach(function (spot, turn) {
        list.push({ x: spot[0], y: spot[1], cost: turn + 90 * far, far: far > 0 });
      });
    });
    return list;
  }

  function overlap(a, b) {
    var x = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
    var y = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
    return x > 0 && y > 0 ? x * y : 0;
  }

  // settle finds each name a place inside the square that covers no other name and as few marks as can be.
  function settle(labels, marks, side) {
    var taken = [];
    labels.forEach(function (label) {
      var best = null;
      spots(label.w, label.h).forEach(function (spot) {
        var box = { x: label.x + spot.x, y: label.y + spot.y, w: label.w, h: label.h, far: spot.far };
        var outside = box.w * box.h - overlap(box, { x: 0, y: 0, w: side, h: side });
        box.cost = spot.cost + 1000 * outside + taken.reduce(function (sum, t) { return sum + 100 * overlap(box, t); }, 0) +
          marks.reduce(function (sum, m) { return sum + overlap(box, m); }, 0);
        if (!best || box.cost < best.cost) best = box;
      });
      taken.push(best);
      label.box = best;
    });
  }

  // marked are the places where marks are, and the diagonal as a row of small ones.
  function marked(units, side) {
    var marks = units.map(function (u) { return { x: u.x - 12, y: u.y - 8, w: 24, h: 16 }; });
    for (var d = 0; d < side; d += 4) marks.push({ x: d, y: side - d - 4, w: 4, h: 4 });
    return marks;
  }

  // names writes the units that moved most beside their marks.
  function names(names, units, at, side, square, toPixels) {
    var labels = names.data.map(function (d) {
      var text = at.fold(side > 400 ? d.name + ' (' + d.note + ')' : d.name, Math.min(190, side * 0.45), 11, false, 3);
      var lines = text.split('\n');
      var p = toPixels(d.value);
      return {
        x: p[0], y: p[1], h: lines.length * 14, text: text,
        w: Math.max.apply(null, lines.map(function (line) { return at.measure(line, 11); }))
      };
    });
    settle(labels, marked(units, side), side);
    Object.assign(names, { silent: true, z: 6, renderItem: function (params, api) {
      var label = labels[params.dataIndex];
      var box = label.box;
      var line = {
        type: 'line', invisible: !box.far, style: { stroke: at.token('ink'), lineWidth: 1 },
        shape: {
          x1: square.left + label.x, y1: square.top + label.y,
          x2: square.left + Math.max(box.x, Math.min(label.x, box.x + box.w)),
          y2: square.top + Math.max(box.y, Math.min(label.y, box.y + box.h))
        }
      };
      return { type: 'group', children: [line, {
        type: 'text', x: square.left + box.x, y: square.top + box.y,
        style: {
          text: label.text, lineHeight: 14, fill: at.token('ink'), stroke: at.token('paper'), lineWidth: 2,
          font: api.font({ fontSize: 11 })
        }
      }] };
    } });
  }

  // told is what a mark says, and what the marks say that it hides.
  function told(item, hidden) {
    var lines = [item.name, 'Tự đánh giá: ' + item.texts[0] + '%', 'Sau thẩm định: ' + item.texts[1] + '%',
      'Chênh lệch: ' + item.note + ' điểm phần trăm'];
    hidden.slice(0, MOST_HIDDEN).forEach(function (u) {
      lines.push('Cùng chỗ: ' + u.data.name + ', ' + u.data.texts.join('% → ') + '%');
    });
    if (hidden.length > MOST_HIDDEN) lines.push('và ' + (hidden.length - MOST_HIDDEN) + ' đơn vị khác');
    return lines;
  }

  function axes(option, at) {
    [option.xAxis[0], option.yAxis[0]].forEach(function (axis, i) {
      Object.assign(axis, {
        nameLocation: 'middle', nameGap: i ? 38 : 26, interval: 10, splitLine: { show: true },
        axisLabel: { show: true, formatter: at.comma, hideOverlap: true }
      });
    });
  }

  cchc.fit.selfagainst = function (option, at) {
    var series = {};
    option.series.forEach(function (s) { series[s.id] = s; });
    var look = styles(at);
    var marks = option.series.filter(function (s) { return look[s.id]; });
    marks.forEach(function (s) { Object.assign(s, look[s.id], { symbolSize: at.width < 560 ? 8 : 10 }); });
    var beside = at.width >= 820;
    var key = beside ? 0 : marks.length * 20 + 6;
    var side = Math.min(at.paper ? MOST_ON_PAPER : MOST, at.width - LEFT - (beside ? 250 : 12));
    var top = at.top + key + 8;
    var axis = option.xAxis[0];
    option.grid = [{ left: LEFT, width: side, top: top, height: side, containLabel: false, outerBoundsMode: 'none' }];
    axes(option, at);
    var scale = side / (axis.max - axis.min);
    function toPixels(v) {
      return [(v[0] - axis.min) * scale, side - (v[1] - axis.min) * scale];
    }
    var units = [];
    marks.forEach(function (s) {
      s.data.forEach(function (d, i) {
        var p = toPixels(d.value);
        units.push({ x: p[0], y: p[1], data: d, series: s.id, index: i });
      });
    });
    if (series['aid-names']) names(series['aid-names'], units, at, side, { left: LEFT, top: top }, toPixels);
    Object.assign(series['aid-diagonal'], {
      symbol: 'none', silent: true, lineStyle: { color: at.token('soft'), width: 1, type: 'dashed' }
    });
    Object.assign(option.legend, {
      selectedMode: false, orient: 'vertical', padding: 0, itemGap: 6, itemHeight: 10, itemWidth: 12,
      textStyle: { lineHeight: 14 }, left: beside ? LEFT + side + 24 : 0, top: beside ? top : at.top
    });
    option.tooltip.formatter = function (p) {
      var here = toPixels(p.data.value);
      var hidden = units.filter(function (u) {
        var pointed = u.series === p.seriesId && u.index === p.dataIndex;
        return !pointed && Math.abs(u.x - here[0]) < 5 && Math.abs(u.y - here[1]) < 5;
      });
      return told(p.data, hidden).map(function (line) {
        return at.fold(line, Math.min(420, at.width - 60));
      }).join('\n');
    };
    return top + side + 46;
  };
})();
