// A lying bar of obligations for each block, its name above it, and below it every state with its number and share.
cchc.fit.overdue = function (option, at) {
  'use strict';
  var kit = cchc.calendar;
  var names = option.yAxis[0].data;
  var size = at.paper ? kit.SMALL : 12;
  var line = size + 5;
  var bar = at.paper ? 14 : 20;
  var series = option.series;
  var rich = { gap: { width: 6 }, space: { width: 20 }, indent: { width: 16 } }; // a file keeps no row of blanks

  // words breaks what is said of a block into lines, each part kept together where it fits.
  function words(i) {
    var lines = [[]];
    var x = 0;
    series.forEach(function (s) {
      var d = s.data[i];
      if (!d.texts) return;
      var text = s.name + ': ' + d.texts[0] + ' (' + d.texts[1] + ')';
      var parts = at.fold(text, at.width - 24, size).split('\n');
      var width = 36 + at.measure(parts[0], size);
      if (x > 0 && x + width > at.width) {
        lines.push([]);
        x = 0;
      }
      x += width;
      lines[lines.length - 1].push('{' + s.id + '|}{gap|}' + parts[0]);
      parts.slice(1).forEach(function (part) { lines.push(['{indent|}' + part]); });
    });
    return lines.map(function (parts) { return parts.join('{space|}'); }).join('\n') || series[0].data[i].note;
  }

  var heads = names.map(function (name) { return at.fold(name, at.width - 4, size, true, 3); });
  var said = names.map(function (_, i) { return words(i); });
  function lines(texts) {
    return Math.max.apply(null, texts.map(function (text) { return text.split('\n').length; }));
  }
  var above = lines(heads) * line + 4;
  var below = lines(said) * line + 6;
  var row = above + bar + below + 16;
  var legend = at.paper ? kit.key(option, at) : 0; // on paper patterns stand for colours, which only a legend shows
  option.legend.show = at.paper;
  var top = at.top + legend + 4 + above + bar / 2 - row / 2; // bars stand in the middle of rows
  option.grid = [{
    left: 1, width: at.width - 3, top: top, height: names.length * row, containLabel: false, outerBoundsMode: 'none'
  }];
  option.yAxis[0].show = false;
  Object.assign(option.xAxis[0], { show: false, max: 'dataMax' });

  kit.states(option, at);
  series.forEach(function (s) {
    rich[s.id] = { width: 10, height: 10, backgroundColor: at.token('delivery-' + s.id), borderRadius: 1 };
    s.barWidth = bar;
  });
  // text is what stands at a distance from the middle of every bar.
  function text(id, texts, offset, vertical, style) {
    series.push({
      id: id, type: 'scatter', silent: true, symbolSize: 1, itemStyle: { color: 'transparent', opacity: 1 },
      data: names.map(function (_, i) { return [0, i]; }),
      label: {
        show: true, position: [0, offset], align: 'left', verticalAlign: vertical,
        color: at.token('ink'), fontSize: size, lineHeight: line, formatter: function (p) { return texts[p.dataIndex]; }
      }
    });
    Object.assign(series[series.length - 1].label, style);
  }
  text('aid-name', heads, -bar / 2 - 4, 'bottom', { fontWeight: 'bold' });
  text('aid-words', said, bar / 2 + 6, 'top', { rich: rich });
  option.tooltip.formatter = function (item) {
    var d = item.data;
    var name = at.fold(names[d.value[1]], Math.min(320, at.width - 60));
    return name + '\n' + item.seriesName + ': ' + d.texts[0] + ' (' + d.texts[1] + ')';
  };
  return at.top + legend + names.length * row - 8;
};
