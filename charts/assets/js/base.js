// Lays drawings out, in a page and without one. A drawing holds values and texts; this file and the fit-*.js beside it hold
// what JSON cannot carry: colours of the theme, sizes for the width at hand, and formatters that repeat texts the drawing
// brings. They compute no points, load nothing and touch no document.
var cchc = (function () {
  'use strict';
  var SIZE = 12; // of ordinary text, in pixels
  var fit = {}; // by kind: function (option, at) lays the option out below at.top and gives the height it needs, top included

  function font(size, bold, family) {
    return (bold ? 'bold ' : '') + size + 'px ' + family;
  }

  // comma is a number of an axis as people here write it.
  function comma(v) {
    return String(v).replace('.', ',');
  }

  function cut(text, n) {
    return text.length > n ? text.slice(0, n - 1) + '…' : text;
  }

  function theme(token, family) {
    var text = { color: token('ink'), fontFamily: family, fontSize: SIZE };
    var soft = Object.assign({}, text, { color: token('soft') });
    var line = { lineStyle: { color: token('line') } };
    var axis = { axisLine: line, axisTick: line, splitLine: line, axisLabel: soft, nameTextStyle: soft };
    return {
      color: [1, 2, 3, 4, 5, 6, 7, 8].map(function (i) { return token('part-' + i); }),
      backgroundColor: 'transparent',
      textStyle: text,
      legend: { textStyle: text },
      categoryAxis: Object.assign({}, axis, { axisLabel: text, splitLine: { show: false } }),
      valueAxis: axis,
      timeAxis: axis,
      radar: { axisLine: line, splitLine: line, splitArea: { show: false }, axisName: text },
      bar: { itemStyle: { borderColor: token('paper'), borderWidth: 1 } },
      tooltip: { backgroundColor: token('paper'), borderColor: token('line'), textStyle: text }
    };
  }

  // at is what a layout may use: the width, where it may begin, the colours, and measures of text.
  function place(ctx) {
    var at = {
      width: ctx.width, top: 0,
      paper: Boolean(ctx.paper), // patterns beside colours, denser rows
      still: Boolean(ctx.paper || ctx.alone), // nobody can point at it, scroll or zoom
      rows: ctx.rows || null, // indices of the rows to draw; null: all
      token: function (name) { return ctx.tokens[name]; },
      comma: comma, cut: cut
    };
    at.measure = function (text, size, bold) {
      return echarts.format.getTextRect(text, font(size || SIZE, bold, ctx.font)).width;
    };
    // fold breaks a text between words into lines of at most so many pixels, and words that are longer; with most, what does
    // not fit into so many lines ends in an ellipsis.
    at.fold = function (text, pixels, size, bold, most) {
      var lines = [];
      text.split('\n').forEach(function (part) {
        var line = '';
        part.split(' ').forEach(function (word) {
          if (line && at.measure(line + ' ' + word, size, bold) > pixels) {
            lines.push(line);
            line = '';
          }
          line = line ? line + ' ' + word : word;
          while (at.measure(line, size, bold) > pixels && line.length > 1) {
            var n = line.length - 1;
            while (n > 1 && at.measure(line.slice(0, n), size, bold) > pixels) n--;
            lines.push(line.slice(0, n));
            line = line.slice(n);
          }
        });
        lines.push(line);
      });
      if (most && lines.length > most) {
        lines = lines.slice(0, most);
        var last = lines[most - 1];
        while (last && at.measure(last + '…', size, bold) > pixels) last = last.slice(0, -1);
        lines[most - 1] = last.trim() + '…';
      }
      return lines.join('\n');
    };
    return at;
  }

  function block(at, text, top, size, bold, color) {
    var folded = at.fold(text, at.width - 8, size, bold);
    var lineHeight = Math.round(size * 1.3);
    return {
      height: folded.split('\n').length * lineHeight,
      title: {
        text: folded, left: 0, top: top, padding: 0,
        textStyle: { fontSize: size, fontWeight: bold ? 'bold' : 'normal', lineHeight: lineHeight, color: color }
      }
    };
  }

  // layout gives the option, theme and height of a drawing. ctx: width, tokens, font, and whether it is on paper or stands
  // alone, in a file: then its title and basis stand inside the picture.
  function layout(drawing, ctx) {
    var option = drawing.option;
    var at = place(ctx);
    var texts = [];
    function add(text, size, bold, color) {
      if (!text) return;
      var b = block(at, text, at.top, size, bold, color);
      texts.push(b.title);
      at.top += b.height + 6;
    }
    if (ctx.alone) add(drawing.title, 15, true, at.token('ink'));
    add(drawing.mark, SIZE, true, at.token('notice-ink'));
    var height = fit[drawing.kind](option, at);
    if (ctx.alone) {
      var basis = block(at, drawing.basis, height + 8, 11, false, at.token('soft'));
      texts.push(basis.title);
      height += basis.height + 12;
    }
    option.title = texts;
    option.animation = false; // a report is read and printed: it is whole at once
    option.aria = option.aria || { enabled: true, label: { enabled: false }, decal: { show: at.paper } };
    if (ctx.alone) option.backgroundColor = at.token('paper');
    return { option: option, theme: theme(at.token, ctx.font), height: Math.ceil(height) };
  }

  // svg draws without a document and gives the file's text.
  function svg(json, ctx) {
    var l = layout(JSON.parse(json), ctx);
    var chart = echarts.init(null, l.theme, { renderer: 'svg', ssr: true, width: ctx.width, height: l.height });
    chart.setOption(l.option);
    var text = chart.renderToSVGString();
    chart.dispose();
    return text;
  }

  return { fit: fit, layout: layout, svg: svg };
})();
