// Heat maps of units: against areas, each share printed in its place (heatareas), and against subcriteria (heatleaves).
(function () {
  'use strict';
  var GAP = 14; // between entries of the key
  var LINE = 19; // of the key
  var SWATCH = 16;
  var FEW = 20; // rows that are seen at once: nobody needs to scroll them
  var LOW = ['▼', '•']; // the two lowest classes on paper, where their colours are as dark as those of the highest

  function longest(texts, at, size, bold) {
    return texts.reduce(function (most, text) { return Math.max(most, at.measure(text, size, bold)); }, 0);
  }

  function flat(lists) {
    return [].concat.apply([], lists);
  }

  function valueOf(datum) {
    return datum.value || datum;
  }

  // keep leaves the rows that are asked for, in their order and numbered anew, whatever form their data have.
  function keep(option, rows) {
    if (!rows) return;
    var axis = option.yAxis[0];
    var place = {};
    rows.forEach(function (row, i) { place[row] = i; });
    axis.data = rows.map(function (row) { return axis.data[row]; });
    option.series.forEach(function (s) {
      s.data = s.data.filter(function (d) { return valueOf(d)[1] in place; });
      s.data.forEach(function (d) {
        var value = valueOf(d);
        value[1] = place[value[1]];
      });
    });
  }

  // begin keeps rows, takes the side texts out of the option and colours the classes.
  function begin(option, at) {
    var side = option.cchc;
    var map = option.visualMap;
    delete option.cchc;
    keep(option, at.rows);
    map.show = false;
    map.pieces.forEach(function (piece, i) { piece.color = at.token('heat-' + (i + 1)); });
    option.visualMap = [map];
    side.pieces = map.pieces;
    side.names = option.yAxis[0].data;
    side.classOf = function (datum) {
      var share = valueOf(datum)[map.dimension];
      var i = 0;
      while (i < map.pieces.length - 1 && share >= map.pieces[i].lt) i++;
      return i;
    };
    // printed is a number as it reads with so many decimals; share the share of a datum.
    side.printed = function (number, decimals) { return number.toFixed(decimals).replace('.', ','); };
    side.share = function (datum) {
      return datum.texts ? datum.texts[0] : side.printed(valueOf(datum)[map.dimension], side.shares);
    };
    side.font = 11;
    side.step = 1; // rows of the picture for a unit
    option.legend.show = false;
    return side;
  }

  function ink(at, i) {
    return at.token('heat-ink-' + (i + 1));
  }

  // finish lays the series out over a grid whose places are so wide and high, lets them tell what they are, and adds the
  // key.
  function finish(option, at, side, wide, high, key) {
    var edge = Math.min(wide, high) < 14 ? 0.5 : 1;
    option.series.forEach(function (s, i) {
      s.progressive = 0;
      s.animation = false;
      s.itemStyle = { borderColor: at.token('paper'), borderWidth: edge };
      s.emphasis = { itemStyle: { borderColor: at.token('ink'), borderWidth: 2 } };
      if (s.id === 'aid-lack') lacks(option, at, side, s, i, wide);
      if (s.id === 'aid-corner') corner(at, s);
    });
    option.aria = { enabled: true, label: { enabled: false }, decal: { show: false } }; // a pattern would lie over every place
    option.series.push(key.series);
    option.tooltip.formatter = function (p) { return at.fold(tip(side, p), Math.min(320, at.width - 60)); };
  }

  // lacks are places without a share: pale, with a sign.
  function lacks(option, at, side, s, i, wide) {
    option.visualMap.push({
      show: false, type: 'piecewise', seriesIndex: i, dimension: 2, pieces: [{ gte: 0, color: at.token('band') }]
    });
    s.label = {
      show: wide >= 7, fontSize: side.font, color: at.token('soft'),
      formatter: function (p) { return side.signs[p.data[2]].sign; }
    };
  }

  // corner marks the upper right of places.
  function corner(at, s) {
    Object.assign(s, {
      type: 'custom', clip: true, silent: true, z: 4,
      renderItem: function (params, api) {
        var size = api.size([1, 1]);
        var side = Math.max(5, Math.min(9, size[0] / 8, size[1] / 2));
        var middle = api.coord([api.value(0), api.value(1)]);
        var right = middle[0] + size[0] / 2 - 1;
        var top = middle[1] - size[1] / 2 + 1;
        return {
          type: 'polygon', shape: { points: [[right - side, top], [right, top], [right, top + side]] },
          style: { fill: at.token('ink'), stroke: at.token('paper'), lineWidth: 1 }
        };
      }
    });
  }

  // tip is what a place says when pointed at: texts it brings, and numbers with the decimals they had.
  function tip(side, p) {
    var value = valueOf(p.data);
    var column = side.columns[value[0]];
    var lines = [side.names[Math.floor(value[1] / side.step)], column.name];
    if (p.seriesId === 'aid-lack') return lines.concat(side.signs[value[2]].name).join('\n');
    var texts = {
      share: side.share(p.data),
      points: side.printed(value[2], side.points),
      applied: side.printed(value[3], side.points),
      max: column.max
    };
    lines.push(side.tip.replace(/\{(\w+)\}/g, function (_, name) { return texts[name]; }));
    if (p.data.note) lines.push(p.data.note);
    return lines.join('\n');
  }

  // entries of the key: the classes, the signs and what a mark in the corner means.
  function entries(option, at, side) {
    var list = side.pieces.map(function (piece, i) {
      return { text: piece.label, fill: piece.color, sign: at.paper && LOW[i], ink: ink(at, i) };
    });
    side.signs.forEach(function (sign) {
      list.push({ text: sign.name, fill: at.token('band'), sign: sign.sign, ink: at.token('soft') });
    });
    option.series.forEach(function (s) {
      if (s.id === 'aid-corner') list.push({ text: s.name, fill: at.token('heat-3'), corner: at.token('ink') });
    });
    return list;
  }

  // keyOf lays entries out from the top on, in as many lines as it takes, and gives the series that draws them and where
  // they end. An entry without a colour has lines of its own.
  function keyOf(at, list) {
    var x = 0;
    var y = at.top;
    var parts = list.map(function (entry) {
      var indent = entry.fill ? SWATCH + 6 : 0;
      var text = at.fold(entry.text, at.width - indent - 4);
      var width = indent + longest(text.split('\n'), at);
      if (x && (x + width > at.width || !entry.fill)) {
        x = 0;
        y += LINE;
      }
      var part = { entry: entry, text: text, x: x, y: y, indent: indent };
      if (entry.fill) x += width + GAP;
      else y += (text.split('\n').length - 1) * 15 + LINE;
      return part;
    });
    return {
      bottom: y + (x ? LINE : 0) + 4,
      series: {
        type: 'custom', id: 'aid-key', coordinateSystem: 'none', silent: true, animation: false, data: [0],
        tooltip: { show: false },
        renderItem: function (params, api) {
          return { type: 'group', children: flat(parts.map(function (part) { return drawn(at, api, part); })) };
        }
      }
    };
  }

  function drawn(at, api, part) {
    var entry = part.entry;
    var right = part.x + SWATCH - 1;
    var list = [];
    function text(string, x, align, fill, size) {
      list.push({
        type: 'text',
        style: {
          text: string, x: x, y: part.y + (align === 'center' ? SWATCH / 2 : 1), fill: fill, align: align, lineHeight: 15,
          verticalAlign: align === 'center' ? 'middle' : 'top', font: api.font({ fontSize: size })
        }
      });
    }
    if (entry.fill) {
      list.push({
        type: 'rect', shape: { x: part.x + 0.5, y: part.y + 0.5, width: SWATCH - 1, height: SWATCH - 1 },
        style: { fill: entry.fill, stroke: at.token('line'), lineWidth: 1 }
      });
    }
    if (entry.sign) text(entry.sign, part.x + SWATCH / 2, 'center', entry.ink, 11);
    if (entry.corner) {
      list.push({
        type: 'polygon', style: { fill: entry.corner, stroke: at.token('paper'), lineWidth: 1 },
        shape: { points: [[right - 8, part.y + 1], [right, part.y + 1], [right, part.y + 9]] }
      });
    }
    text(part.text, part.x + part.indent, 'left', at.token('ink'), 12);
    return list;
  }

  function grid(option, left, top, width, height) {
    option.grid = [{ left: left, top: top, width: width, height: height, containLabel: false, outerBoundsMode: 'none' }];
  }

  // foldName breaks a name into two lines at most; what stands in brackets at its end, about its rank, stays whole.
  function foldName(name, pixels, size, at) {
    var tail = name.lastIndexOf(' (');
    var lines = at.fold(name, pixels, size).split('\n').length;
    var head = at.fold(name.slice(0, Math.max(tail, 0)), pixels, size, false, 1);
    var whole = head === name.slice(0, tail);
    if (lines === 1 || tail < 0 || lines === 2 && !whole || at.measure(name.slice(tail + 1), size) > pixels) {
      return at.fold(name, pixels, size, false, 2);
    }
    return head + '\n' + name.slice(tail + 1);
  }

  // rowNames folds the names beside the rows and gives the width they take and the lines of the longest.
  function rowNames(option, at, side, most, size) {
    var folded = {};
    var lines = 1;
    side.names.forEach(function (name) {
      folded[name] = foldName(name, most, size, at);
      lines = Math.max(lines, folded[name].split('\n').length);
    });
    var width = longest(flat(side.names.map(function (name) { return folded[name].split('\n'); })), at, size);
    bare(option.yAxis[0], {
      margin: 6, fontSize: size, lineHeight: size + 2, formatter: function (name) { return folded[name]; }
    });
    return { width: Math.ceil(width) + 8, lines: lines };
  }

  // bare leaves nothing of an axis but its labels, all of them.
  function bare(axis, label) {
    axis.axisLine = { show: false };
    axis.axisTick = { show: false };
    axis.axisLabel = Object.assign({ show: true, interval: 0 }, label);
  }

  // heatareas: names beside the places where these have room for their numbers, else above them.
  cchc.fit.heatareas = function (option, at) {
    var side = begin(option, at);
    var shares = option.series[0];
    var size = side.font = at.width < 760 ? 11 : 12;
    var n = side.columns.length;
    function mark(datum) {
      var sign = at.paper && LOW[side.classOf(datum)];
      return (sign ? sign + ' ' : '') + side.share(datum);
    }
    var need = longest(shares.data.map(mark), at, size) + 3;
    var room = at.width - n * (need + 5);
    var names = room < 130 ? above(option, at, side, size) : rowNames(option, at, side, Math.min(at.paper ? 380 : 270, room - 10), size);
    var high = Math.max(names.high || (at.paper ? 18 : 24), names.lines * (size + 2) + 4);
    var wide = (at.width - names.width - 2) / n;
    var spelled = wide >= 75; // there is room for the areas' names
    var key = keyOf(at, entries(option, at, side).concat(spelled ? [] : side.columns.map(function (column) {
      return { text: column.name };
    })));
    var top = key.bottom + head(option, at, side, spelled ? 'name' : 'code', wide);
    shares.data = shares.data.map(function (d) { return Array.isArray(d) ? { value: d } : d; });
    shares.data.forEach(function (d) { d.label = { color: ink(at, side.classOf(d)) }; });
    shares.label = { show: wide >= need, fontSize: size, formatter: function (p) { return mark(p.data); } };
    finish(option, at, side, wide, high, key);
    grid(option, names.width, top, at.width - names.width - 2, option.yAxis[0].data.length * high);
    return top + option.yAxis[0].data.length * high + 4;
  };

  // head writes what the columns are over them and gives its height.
  function head(option, at, side, what, wide) {
    var folded = side.columns.map(function (column) { return at.fold(column[what], wide - 6, 11, false, 7); });
    var lines = folded.reduce(function (most, text) { return Math.max(most, text.split('\n').length); }, 1);
    option.xAxis[0].position = 'top';
    bare(option.xAxis[0], { margin: 5, fontSize: 11, lineHeight: 13, formatter: function (_, i) { return folded[i]; } });
    return lines * 13 + 9;
  }

  // above gives every name a row of its own over its places.
  function above(option, at, side, size) {
    var axis = option.yAxis[0];
    function folded(name) { return foldName(name, at.width - 6, size, at); }
    var lines = side.names.some(function (name) { return folded(name).indexOf('\n') > 0; }) ? 2 : 1;
    var high = Math.max(22, lines * (size + 2) + 4);
    side.step = 2;
    axis.data = flat(side.names.map(function (name) { return [name, '']; }));
    option.series.forEach(function (s) {
      s.data.forEach(function (d) { valueOf(d)[1] = 2 * valueOf(d)[1] + 1; });
    });
    bare(axis, {
      inside: true, margin: 1, align: 'left', verticalAlign: 'bottom', fontSize: size, lineHeight: size + 2,
      padding: [0, 0, 1 - high / 2, 0], formatter: folded // down to the places it names
    });
    return { width: 0, lines: lines, high: high };
  }

  // heatleaves: codes upright over the columns, the areas over the codes. A screen can zoom; a narrow one begins with the
  // columns it has room for.
  cchc.fit.heatleaves = function (option, at) {
    var side = begin(option, at);
    var narrow = at.width < 760;
    var n = side.columns.length;
    var rows = side.names.length;
    var names = rowNames(option, at, side, narrow ? 104 : 230, 11);
    var high = Math.max(rows > 40 || at.paper ? 14 : 20, names.lines * 13 + (at.paper ? 1 : 3));
    var tall = !at.still && !narrow && rows > FEW;
    var room = at.width - names.width - (tall ? 28 : 4);
    var shown = at.still ? n : Math.min(n, Math.floor(room / (narrow ? 20 : 9.5)));
    var wide = room / shown;
    var key = keyOf(at, entries(option, at, side));
    var codes = longest(side.columns.map(function (column) { return column.code; }), at, 11) + 10;
    var top = key.bottom + (at.still ? 0 : 22) + 30 + codes;
    if (!at.still) {
      zoom(option, at, shown, { orient: 'horizontal', top: key.bottom, left: names.width, width: room, height: 12 });
    }
    if (tall) zoom(option, at, rows, { orient: 'vertical', top: top, right: 4, width: 12, height: rows * high });
    upright(option, wide, rows > 30);
    if (at.paper) signLow(option, at, side);
    finish(option, at, side, wide, high, key);
    areas(option, at, side, codes);
    grid(option, names.width, top, room, rows * high);
    return top + rows * high + (rows > 30 ? codes : 4);
  };

  // upright turns the codes over the columns, and repeats them below where the ones above are far away.
  function upright(option, wide, twice) {
    var axis = option.xAxis[0];
    var label = { interval: Math.ceil(9 / wide) - 1, rotate: -90, margin: 4, fontSize: 11 };
    axis.position = 'top';
    bare(axis, label);
    if (!twice) return;
    option.xAxis.push(Object.assign({}, axis, { position: 'bottom' }));
    bare(option.xAxis[1], Object.assign({}, label, { rotate: 90 }));
  }

  // signLow puts signs on the places of the lowest classes.
  function signLow(option, at, side) {
    option.series[0].data = option.series[0].data.map(function (d) {
      var i = side.classOf(d);
      if (!LOW[i]) return d;
      return Object.assign({ value: valueOf(d) }, d.value ? d : {}, {
        label: { show: true, fontSize: side.font, color: ink(at, i), formatter: LOW[i] }
      });
    });
  }

  // zoom adds a slider that begins with so many of the rows or columns, and dragging what is seen. The wheel belongs to the
  // page: ECharts holds it back from there as soon as it may zoom, with whatever key.
  function zoom(option, at, count, place) {
    var axis = place.orient === 'horizontal' ? 'xAxisIndex' : 'yAxisIndex';
    var common = { startValue: 0, endValue: count - 1, minValueSpan: Math.min(5, count - 1), filterMode: 'none' };
    common[axis] = 'all';
    option.dataZoom = (option.dataZoom || []).concat([
      Object.assign({
        type: 'slider', showDetail: false, showDataShadow: false, brushSelect: false,
        backgroundColor: at.token('band'), borderColor: at.token('line'), fillerColor: at.token('line'),
        handleStyle: { color: at.token('paper'), borderColor: at.token('focus') },
        moveHandleStyle: { color: at.token('soft') }
      }, common, place),
      Object.assign({ type: 'inside', zoomLock: true, preventDefaultMouseMove: false }, common)
    ]);
  }

  // areas names the areas over what is seen of their columns, and parts them by lines.
  function areas(option, at, side, codes) {
    option.series.push({
      type: 'custom', id: 'aid-areas', silent: true, animation: false, clip: false, z: 5, tooltip: { show: false },
      encode: { x: [0, 1], y: 2 },
      data: side.groups.map(function (group) { return [group.from, group.to, 0]; }),
      renderItem: function (params, api) {
        var box = params.coordSys;
        var half = api.size([1, 0])[0] / 2;
        var left = Math.max(box.x, api.coord([api.value(0), 0])[0] - half);
        var right = Math.min(box.x + box.width, api.coord([api.value(1), 0])[0] + half);
        if (right - left < half) return null;
        return { type: 'group', children: area(at, api, side.groups[params.dataIndex], left, right, box, codes) };
      }
    });
  }

  function lineOf(at, x1, y1, x2, y2) {
    return { type: 'line', style: { stroke: at.token('ink'), lineWidth: 1 }, shape: { x1: x1, y1: y1, x2: x2, y2: y2 } };
  }

  function area(at, api, group, left, right, box, codes) {
    var room = right - left - 4;
    var text = room < 64 ? group.code : at.fold(group.name, room, 11, true, 2);
    var list = [
      {
        type: 'text',
        style: {
          text: text, x: (left + right) / 2, y: box.y - codes - 3, align: 'center', verticalAlign: 'bottom', lineHeight: 13,
          fill: at.token('ink'), font: api.font({ fontSize: 11, fontWeight: 'bold' })
        }
      },
      lineOf(at, left + 1.5, box.y - codes, right - 1.5, box.y - codes)
    ];
    if (left > box.x) list.push(lineOf(at, left, box.y, left, box.y + box.height));
    return list;
  }
})();
