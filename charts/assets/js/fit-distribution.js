// distribution: block under block, each with its name, its box and below it its units, moved apart so that each is seen.
// The vertical axis counts pixels.
(function () {
  'use strict';
  var BOX = 22; // height of a box
  var MARGIN = 16; // left and right of the axis, for half a label

  // swarm gives each of ascending places on a line the least distance from it, up and down by turns, at which circles of
  // the given width do not touch.
  function swarm(places, width) {
    var placed = [];
    return places.map(function (x) {
      var near = placed.filter(function (p) { return x - p.x < width; });
      function free(y) {
        return near.every(function (p) { return (x - p.x) * (x - p.x) + (y - p.y) * (y - p.y) >= width * width; });
      }
      var y = 0;
      while (!free(y)) y = y > 0 ? -y : 1 - y;
      placed.push({ x: x, y: y });
      return y;
    });
  }

  // spread moves units apart below a line and gives the room they take; scale is the pixels of a point of the index.
  function spread(items, top, scale, width) {
    items.sort(function (a, b) { return a.value[0] - b.value[0]; });
    var offsets = swarm(items.map(function (d) { return d.value[0] * scale; }), width);
    var least = Math.min.apply(null, offsets);
    items.forEach(function (d, i) { d.value = [d.value[0], top + width / 2 + offsets[i] - least]; });
    return Math.max.apply(null, offsets) - least + width;
  }

  // heading is the two texts above a block, below a line, and the height they take.
  function heading(item, at, room, top) {
    var name = at.fold(item.name, room, 13, true);
    var note = at.fold(item.note, room, 12);
    var height = name.split('\n').length * 17;
    function text(folded, y, label) {
      label.formatter = function () { return folded; };
      return { value: [item.value[0], y], label: label };
    }
    return {
      height: height + note.split('\n').length * 16 + 10,
      data: [
        text(name, top, { fontSize: 13, fontWeight: 'bold', lineHeight: 17, color: at.token('ink') }),
        text(note, top + height, { fontSize: 12, lineHeight: 16, color: at.token('soft') })
      ]
    };
  }

  // place turns rows of blocks into pixels and gives the height of all.
  function place(series, at, room, scale) {
    var width = at.paper || at.width < 560 ? 8 : 10;
    var y = 0;
    function ofBlock(list, dimension, block) {
      return list.filter(function (d) { return d.value[dimension] === block; });
    }
    var points = [series.ranked, series.others].filter(Boolean);
    var units = points.reduce(function (all, s) { return all.concat(s.data); }, []);
    var blocks = series['aid-blocks'].data.map(function (head, block) {
      return { head: head, boxes: series.boxes ? ofBlock(series.boxes.data, 0, block) : [], units: ofBlock(units, 1, block) };
    });
    series['aid-blocks'].data = [];
    blocks.forEach(function (b) {
      var head = heading(b.head, at, room, y);
      series['aid-blocks'].data = series['aid-blocks'].data.concat(head.data);
      y += head.height;
      b.boxes.forEach(function (d) {
        d.value[0] = y + BOX / 2;
        y += BOX + 8;
      });
      if (b.units.length) y += spread(b.units, y, scale, width);
      y += 22;
    });
    points.forEach(function (s) { s.symbolSize = width - 1; });
    return y;
  }

  function dress(series, at) {
    if (series.ranked) series.ranked.itemStyle = { color: at.token('reached'), opacity: 1 };
    if (series.others) {
      series.others.itemStyle = { color: at.token('paper'), borderColor: at.token('ink'), borderWidth: 1.5, opacity: 1 };
    }
    if (series.boxes) {
      Object.assign(series.boxes, {
        layout: 'vertical', boxWidth: [BOX, BOX],
        itemStyle: { color: at.token('band'), borderColor: at.token('ink'), borderWidth: 1.5 }
      });
    }
    Object.assign(series['aid-blocks'], {
      symbolSize: 0.1, silent: true, itemStyle: { opacity: 1 },
      label: { show: true, position: [0, 0], align: 'left', verticalAlign: 'top', backgroundColor: at.token('paper') }
    });
  }

  function told(p) {
    var d = p.data;
    if (p.seriesType !== 'boxplot') return [d.name, d.note, 'Chỉ số: ' + d.texts[0] + '%'];
    return [d.name, d.note].concat(['Thấp nhất', 'Tứ phân vị thứ nhất', 'Trung vị', 'Tứ phân vị thứ ba', 'Cao nhất'].map(
      function (name, i) { return name + ': ' + d.texts[i] + '%'; }));
  }

  cchc.fit.distribution = function (option, at) {
    var series = {};
    option.series.forEach(function (s) { series[s.id] = s; });
    var axis = option.xAxis[0];
    var room = at.width - 2 * MARGIN;
    var height = place(series, at, room, room / (axis.max - axis.min));
    dress(series, at);
    option.grid = [{
      left: MARGIN, width: room, top: at.top + 4, height: height, containLabel: false, outerBoundsMode: 'none'
    }];
    Object.assign(axis, {
      nameLocation: 'middle', nameGap: 26, axisLabel: { formatter: at.comma, hideOverlap: true }, splitLine: { show: true }
    });
    option.yAxis = [{ type: 'value', show: false, inverse: true, min: 0, max: height, containShape: false }];
    option.tooltip.formatter = function (p) {
      return told(p).map(function (line) { return at.fold(line, Math.min(420, at.width - 60)); }).join('\n');
    };
    return at.top + 4 + height + 46;
  };
})();
