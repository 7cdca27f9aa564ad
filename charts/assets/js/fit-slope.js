// slope: two columns of ranks with a line for each unit. A datum's value is its row in the table and then, for either
// side, its place in the column and its rank; '-' where it has none. Where only some rows are drawn, places that are
// empty on both sides close up, so that a line still rises or falls.
(function () {
  'use strict';
  var EMPTY = 8; // pixels of a run of empty places
  var WIDE = 200; // pixels from which a label has room for notes

  function styles(at) {
    return {
      up: { color: at.token('part-1'), lineWidth: 2.5, lineDash: null, bold: true, z: 4 },
      down: { color: at.token('part-6'), lineWidth: 2.5, lineDash: [6, 4], bold: true, z: 3 },
      near: { color: at.token('lost'), lineWidth: 1, lineDash: null, bold: false, z: 2 }
    };
  }

  function icon(id) {
    if (id === 'down') return 'path://M0,0h9v3h-9zM14,0h9v3h-9z';
    return id === 'up' ? 'path://M0,0h23v3h-23z' : 'path://M0,1h23v1h-23z';
  }

  // heights gives each used place its line, from the top, and the height of all.
  function heights(items, pitch) {
    var used = {};
    items.forEach(function (d) {
      [d.value[1], d.value[3]].forEach(function (place) { if (place !== '-') used[place] = true; });
    });
    var y = {};
    var top = 0;
    var last = -1;
    Object.keys(used).map(Number).sort(function (a, b) { return a - b; }).forEach(function (place) {
      if (place > last + 1) top += EMPTY;
      y[place] = top + pitch / 2;
      top += pitch;
      last = place;
    });
    return { y: y, height: top };
  }

  // label fits rank, name and, if there is room for them, notes into so many pixels; a name that is too long is cut. Where
  // there is no room, what is not to be published has a star.
  function label(at, rank, name, notes, hold, pixels, bold) {
    var told = notes.concat(hold || []).join(', ');
    var tail = pixels > WIDE ? (told ? ' (' + told + ')' : '') : hold ? ' (*)' : '';
    var whole = rank + '. ' + name;
    var n = whole.length;
    function text() {
      return at.cut(whole, n) + tail;
    }
    while (n > 4 && at.measure(text(), 11, bold) > pixels) n--;
    return text();
  }

  // draw makes the renderer of a series: a line, and at each end a dot and the unit's rank and name.
  function draw(data, style, at, room, y) {
    return function (params, api) {
      var d = data[params.dataIndex];
      var both = d.value[1] !== '-' && d.value[3] !== '-';
      var children = [];
      function end(place, rank, x, outward, notes, hold) {
        if (place === '-') return;
        children.push({
          type: 'circle', shape: { cx: x, cy: y[place], r: style.bold ? 4 : 3 },
          style: { fill: both ? style.color : at.token('paper'), stroke: style.color, lineWidth: 1.5 }
        }, {
          type: 'text',
          style: {
            text: label(at, rank, d.name, notes, hold, room.names, style.bold), x: x + outward * 8, y: y[place],
            align: outward < 0 ? 'right' : 'left', verticalAlign: 'middle', fill: at.token('ink'),
            font: api.font({ fontSize: 11, fontWeight: style.bold ? 'bold' : 'normal' })
          }
        });
      }
      if (both) {
        children.push({
          type: 'line', shape: { x1: room.left, y1: y[d.value[1]], x2: room.right, y2: y[d.value[3]] },
          style: { stroke: style.color, lineWidth: style.lineWidth, lineDash: style.lineDash },
          emphasis: { style: { lineWidth: style.lineWidth + 2 } }
        });
      }
      end(d.value[1], d.value[2], room.left, -1, both ? [] : [d.note]);
      end(d.value[3], d.value[4], room.right, 1, style.bold || !both ? [d.note] : [], d.hold);
      return { type: 'group', children: children };
    };
  }

  function linesOf(text) {
    return text.split('\n').length;
  }

  // aside writes texts beside the lines; each says its place, side and weight.
  function aside(s, at, texts) {
    s.data = texts;
    s.silent = true;
    s.renderItem = function (params, api) {
      var t = texts[params.dataIndex];
      return {
        type: 'text',
        style: {
          text: t.name, x: t.x, y: t.y, align: t.align, verticalAlign: 'top', lineHeight: 14, fill: at.token('soft'),
          font: api.font({ fontSize: 11, fontWeight: t.weight })
        }
      };
    };
  }

  // runs says which run either side is, above it.
  function runs(s, at, room, top) {
    return s.data.map(function (d, right) {
      return {
        name: at.fold(d.name, room.names + 8, 11, true), value: right, y: top, weight: 'bold',
        x: right ? room.right : room.left, align: right ? 'left' : 'right'
      };
    });
  }

  function legend(option, at, series) {
    var wide = option.legend.data.reduce(function (sum, name) { return sum + at.measure(name, 11) + 50; }, 0) < at.width;
    option.legend.data = option.legend.data.map(function (name) { return { name: name, icon: icon(series[name]) }; });
    Object.assign(option.legend, {
      selectedMode: false, orient: wide ? 'horizontal' : 'vertical', left: 0, top: at.top, padding: 0, itemGap: wide ? 20 : 6,
      itemWidth: 23, itemHeight: 4, textStyle: { lineHeight: 14, fontSize: 11 }
    });
    return (wide ? 1 : option.legend.data.length) * 20 + 8;
  }

  function wanted(data, rows) {
    return rows ? data.filter(function (d) { return rows.indexOf(d.value[0]) >= 0; }) : data;
  }

  cchc.fit.slope = function (option, at) {
    var look = styles(at);
    var ids = {};
    var groups = option.series.filter(function (s) { return look[s.id]; });
    var head = option.series.filter(function (s) { return !look[s.id]; })[0];
    groups.forEach(function (s) {
      ids[s.name] = s.id;
      s.data = wanted(s.data, at.rows);
    });
    var all = groups.reduce(function (list, s) { return list.concat(s.data); }, []);
    var middle = Math.max(90, Math.min(340, at.width * 0.3));
    var names = Math.round((at.width - middle) / 2 - 10);
    var room = { names: names, left: names + 10, right: at.width - names - 10 };
    var top = at.top + legend(option, at, ids);
    var texts = runs(head, at, room, top);
    top += Math.max(linesOf(texts[0].name), linesOf(texts[1].name)) * 14 + 8;
    var lines = heights(all, at.paper ? 13 : all.length > 40 ? 15 : 20);
    Object.keys(lines.y).forEach(function (place) { lines.y[place] += top; });
    groups.forEach(function (s) {
      var style = look[s.id];
      Object.assign(s, { renderItem: draw(s.data, style, at, room, lines.y), z: style.z, itemStyle: { color: style.color } });
    });
    var bottom = top + lines.height + 8;
    var held = all.filter(function (d) { return d.hold; });
    if (held.length && names <= WIDE) {
      texts.push({ name: '(*) ' + held[0].hold, value: 2, x: room.right, y: bottom, align: 'left', weight: 'normal' });
      bottom += 20;
    }
    aside(head, at, texts);
    option.series.forEach(function (s) { s.coordinateSystem = 'none'; });
    delete option.xAxis;
    delete option.yAxis;
    option.tooltip.formatter = function (p) {
      var d = p.data;
      var ranks = [];
      if (d.value[1] !== '-') ranks.push('Hạng lần trước: ' + d.texts[0]);
      if (d.value[3] !== '-') ranks.push('Hạng lần này: ' + d.texts[d.texts.length - 1]);
      return [d.name].concat(ranks, d.note, d.hold || []).map(function (line) {
        return at.fold(line, Math.min(420, at.width - 60));
      }).join('\n');
    };
    return bottom;
  };
})();
