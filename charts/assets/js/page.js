// Draws every [data-chart] of the page from the option JSON named by its data-option attribute. The option holds values
// and texts; this file holds what JSON cannot carry: colours of the reader's theme, layout for the width at hand, and
// the tooltip, which repeats texts the server made. It computes no points and loads nothing.
(function () {
  'use strict';
  var root = document.documentElement;
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var figures = Array.prototype.slice.call(document.querySelectorAll('[data-chart]'));
  var PRINT_WIDTH = 980; // CSS pixels of an A4 page in landscape between its margins
  var ROW = { wide: 30, narrow: 48, print: 20 };

  function token(name) {
    return getComputedStyle(root).getPropertyValue('--' + name).trim();
  }

  function onPaper() {
    return 'printing' in root.dataset;
  }

  function theme() {
    var text = { color: token('ink'), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
    var soft = Object.assign({}, text, { color: token('soft') });
    var line = { lineStyle: { color: token('line') } };
    var axis = { axisLine: line, axisTick: line, splitLine: line, axisLabel: soft, nameTextStyle: soft };
    return {
      color: [1, 2, 3, 4, 5, 6, 7, 8].map(function (i) { return token('part-' + i); }),
      backgroundColor: 'transparent',
      textStyle: text,
      title: { textStyle: Object.assign({}, text, { fontSize: 13 }), subtextStyle: Object.assign({}, text, { color: token('notice-ink'), fontWeight: 600 }) },
      legend: { textStyle: text },
      categoryAxis: Object.assign({}, axis, { axisLabel: text, splitLine: { show: false } }),
      valueAxis: axis,
      radar: { axisLine: line, splitLine: line, splitArea: { show: false }, axisName: text },
      bar: { itemStyle: { borderColor: token('paper'), borderWidth: 1 } },
      tooltip: { backgroundColor: token('paper'), borderColor: token('line'), textStyle: text }
    };
  }

  // wrap breaks a text between words into lines of about n letters.
  function wrap(text, n) {
    return text.split('\n').map(function (part) {
      var lines = [''];
      part.split(' ').forEach(function (word) {
        var last = lines[lines.length - 1];
        if (last && last.length + word.length >= n) lines.push(word);
        else lines[lines.length - 1] = last ? last + ' ' + word : word;
      });
      return lines.join('\n');
    }).join('\n');
  }

  function cut(text, n) {
    return text.length > n ? text.slice(0, n - 1) + '…' : text;
  }

  var fit = {
    // ranking: names at the left, legend beside the bars where there is room and above them where there is none.
    ranking: function (option, width) {
      var wide = width >= 760;
      var names = wide ? 250 : 112;
      var legend = wide ? 250 : 0;
      var rows = option.yAxis[0].data.length;
      var entries = option.series.length;
      var top = wide ? 48 : 64 + entries * 22;
      var bottom = 46;
      var row = onPaper() ? ROW.print : wide ? ROW.wide : ROW.narrow;
      option.title.subtextStyle = { width: width - 8, overflow: 'break', lineHeight: 15 };
      Object.assign(option.legend, {
        selectedMode: false, // a stack with a part taken out would show a total that nobody scored
        orient: 'vertical', top: wide ? 48 : 56, padding: 0, itemGap: 8, itemHeight: 14,
        left: wide ? width - legend + 12 : 0,
        textStyle: { lineHeight: 14 },
        formatter: function (name) { return wide ? wrap(name, 32) : cut(name, Math.floor(width / 8)); }
      });
      option.grid = [{ left: names + 12, right: legend + 70, top: top, bottom: bottom, containLabel: false, outerBoundsMode: 'none' }];
      Object.assign(option.yAxis[0].axisLabel, {
        width: names, overflow: 'break', interval: 0, fontSize: wide && !onPaper() ? 12 : 11, lineHeight: wide && !onPaper() ? 14 : 11
      });
      option.yAxis[0].axisTick = { show: false };
      Object.assign(option.xAxis[0], {
        nameLocation: 'middle', nameGap: 28,
        axisLabel: { formatter: function (v) { return String(v).replace('.', ','); } }
      });
      option.series.forEach(function (s) {
        if (s.type === 'scatter') {
          s.itemStyle = { color: token('ink') };
          s.z = 5;
          if (onPaper() && s.symbolSize.length) s.symbolSize[1] = row - 4;
          if (s.label) s.label.color = token('ink');
        } else {
          s.barMaxWidth = row - 8;
        }
      });
      option.tooltip.formatter = function (items) {
        return [items[0].axisValueLabel].concat(items.map(function (item) {
          return item.seriesName + ': ' + item.data.name;
        })).join('\n');
      };
      return Math.max(top + bottom + rows * row, wide ? top + bottom + entries * 34 : 0);
    },
    // radar: one axis per section, its name in short lines around the figure.
    radar: function (option, width) {
      var wide = width >= 560;
      option.title.subtextStyle = { width: width - 8, overflow: 'break', lineHeight: 15 };
      option.radar.indicator.forEach(function (axis) { axis.name = wrap(axis.name, wide ? 22 : 13); });
      option.radar.axisName = { lineHeight: 15, fontSize: wide ? 12 : 11, color: token('ink') };
      option.radar.radius = Math.round(wide ? 150 : (width - 200) / 2);
      option.radar.center = ['50%', '56%'];
      option.series[0].areaStyle = { opacity: 0.2 };
      option.series[0].lineStyle = { width: 2 };
      return wide ? 510 : width + 60;
    }
  };

  function widthOf(el) {
    if (!onPaper()) return el.clientWidth;
    return el.dataset.chart === 'radar' ? PRINT_WIDTH / 2 : PRINT_WIDTH;
  }

  function draw(el) {
    var option = JSON.parse(document.getElementById(el.dataset.option).textContent);
    var width = widthOf(el);
    var old = echarts.getInstanceByDom(el);
    if (old) old.dispose();
    el.style.height = fit[el.dataset.chart](option, width) + 'px';
    el.textContent = '';
    option.animation = false; // a report is read and printed: it is whole at once
    option.aria = { enabled: true, label: { enabled: false }, decal: { show: onPaper() } };
    echarts.init(el, theme(), { renderer: 'svg', width: width }).setOption(option);
    el.dataset.width = width;
  }

  function drawAll() {
    figures.forEach(draw);
  }

  var waiting;
  window.addEventListener('resize', function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      figures.filter(function (el) { return widthOf(el) !== Number(el.dataset.width); }).forEach(draw);
    }, 150);
  });
  dark.addEventListener('change', drawAll);
  // On paper: light colours, patterns beside colours, the width of the page.
  window.addEventListener('beforeprint', function () {
    root.dataset.printing = '';
    drawAll();
  });
  window.addEventListener('afterprint', function () {
    delete root.dataset.printing;
    drawAll();
  });
  drawAll();
})();
