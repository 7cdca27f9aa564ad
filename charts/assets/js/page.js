// Draws every [data-drawing] of the page from the drawing that its attribute names, again when the width or the theme
// changes and on paper; gives each picture as a file; keeps the rows a reader searches for. It computes no points and loads
// nothing.
(function () {
  'use strict';
  var root = document.documentElement;
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var charts = Array.prototype.slice.call(document.querySelectorAll('[data-drawing]'));
  var PRINT_WIDTH = 980; // CSS pixels of an A4 page in landscape between its margins
  var FILE_WIDTH = 1000;

  function onPaper() {
    return 'printing' in root.dataset;
  }

  // tokens are the colours of the theme in force, by name.
  function tokens() {
    var names = document.styleSheets[0].cssRules[0].style;
    var values = getComputedStyle(root);
    var found = {};
    for (var i = 0; i < names.length; i++) {
      if (names[i].indexOf('--') === 0) found[names[i].slice(2)] = values.getPropertyValue(names[i]).trim();
    }
    return found;
  }

  function light(then) {
    var before = onPaper();
    root.dataset.printing = '';
    try {
      return then();
    } finally {
      if (!before) delete root.dataset.printing;
    }
  }

  function source(el) {
    return document.getElementById(el.dataset.drawing).textContent;
  }

  function context(width, rows) {
    var font = getComputedStyle(document.body).fontFamily.replace(/"/g, "'"); // a double quote would end an attribute of the file
    return { width: width, tokens: tokens(), font: font, paper: onPaper(), rows: rows };
  }

  function range(part) {
    var rows = [];
    for (var i = part[0]; i < part[1]; i++) rows.push(i);
    return rows;
  }

  // sheets are the row ranges that are drawn one under another: all rows together on a screen, the parts on paper.
  function sheets(drawing, el) {
    if (onPaper()) return drawing.parts ? drawing.parts.map(range) : [null];
    return [el.cchcRows || null];
  }

  function forget(el) {
    Array.prototype.forEach.call(el.children, function (child) {
      var old = echarts.getInstanceByDom(child);
      if (old) old.dispose();
    });
    el.textContent = '';
  }

  function follow(params) {
    if (params.data && params.data.href) {
      location.hash = params.data.href;
    }
  }

  function draw(el) {
    var text = source(el);
    var width = onPaper() ? PRINT_WIDTH : el.clientWidth;
    forget(el);
    sheets(JSON.parse(text), el).forEach(function (rows) {
      var l = cchc.layout(JSON.parse(text), context(width, rows));
      var sheet = document.createElement('div');
      sheet.style.height = l.height + 'px';
      el.appendChild(sheet);
      var chart = echarts.init(sheet, l.theme, { renderer: 'svg', width: width });
      chart.setOption(l.option);
      chart.on('click', follow);
    });
    el.dataset.width = width;
  }

  // drawAll draws picture after picture and lets the reader read in between.
  var turn = 0;
  function drawAll() {
    var mine = ++turn;
    var waiting = charts.slice();
    root.dataset.ready = '0';
    (function next() {
      if (mine !== turn) return;
      if (!waiting.length) {
        root.dataset.ready = '1';
        return;
      }
      draw(waiting.shift());
      setTimeout(next, 0);
    })();
  }

  function drawNow() {
    turn++;
    charts.forEach(draw);
    root.dataset.ready = '1';
  }

  function save(blob, name) {
    var a = document.createElement('a');
    a.href = URL.createObjectURL(blob);
    a.download = name;
    document.body.appendChild(a);
    a.click();
    a.remove();
    setTimeout(function () { URL.revokeObjectURL(a.href); }, 10000);
  }

  // file gives the whole picture as it stands alone, whatever is searched for: with its title, its labels and what it rests
  // on, in light colours.
  function file(el) {
    return light(function () {
      var ctx = context(FILE_WIDTH, null);
      ctx.alone = true;
      ctx.paper = false;
      return cchc.svg(source(el), ctx);
    });
  }

  function savePNG(el) {
    var svg = file(el);
    var image = new Image();
    image.onload = function () {
      var canvas = document.createElement('canvas');
      var scale = Math.min(2, 16000 / Math.max(image.width, image.height)); // browsers draw nothing on larger canvases
      canvas.width = image.width * scale;
      canvas.height = image.height * scale;
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) { save(blob, el.id + '.png'); });
    };
    image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
  }

  function button(text, describes, action) {
    var b = document.createElement('button');
    b.type = 'button';
    b.textContent = text;
    b.setAttribute('aria-describedby', describes);
    b.addEventListener('click', action);
    return b;
  }

  // folded is a text as it is searched: without tone marks, in small letters.
  function folded(text) {
    return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase();
  }

  // search keeps the rows of the picture and of its first table whose name contains the text: row by row they are the same.
  function search(el, field, answer) {
    var wanted = folded(field.value.trim());
    var kept = [];
    Array.prototype.forEach.call(el.closest('figure').querySelector('table').tBodies[0].rows, function (row, i) {
      row.hidden = folded(row.cells[0].textContent).indexOf(wanted) < 0;
      if (!row.hidden) kept.push(i);
    });
    el.cchcRows = wanted ? kept : null;
    answer.textContent = wanted ? kept.length + ' đơn vị' : '';
    el.hidden = wanted && !kept.length;
    if (!el.hidden) draw(el);
  }

  function addSearch(el, tools) {
    var label = document.createElement('label');
    var field = document.createElement('input');
    var answer = document.createElement('output');
    var waiting;
    field.type = 'search';
    label.textContent = el.dataset.search + ' ';
    label.appendChild(field);
    tools.appendChild(label);
    tools.appendChild(answer);
    field.addEventListener('input', function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () { search(el, field, answer); }, 200);
    });
  }

  function addTools(el) {
    var tools = document.createElement('div');
    var title = el.id + '-ten';
    tools.className = 'tools';
    if (el.dataset.search) addSearch(el, tools);
    tools.appendChild(button('Tải SVG', title, function () {
      save(new Blob([file(el)], { type: 'image/svg+xml' }), el.id + '.svg');
    }));
    tools.appendChild(button('Tải PNG', title, function () { savePNG(el); }));
    el.parentNode.insertBefore(tools, el);
  }

  var waiting;
  window.addEventListener('resize', function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      if (onPaper()) return;
      charts.filter(function (el) { return el.clientWidth && el.clientWidth !== Number(el.dataset.width); }).forEach(draw);
    }, 150);
  });
  dark.addEventListener('change', drawAll);

  // On paper: light colours, patterns beside colours, the width of the page, and every table open.
  var closed = [];
  window.addEventListener('beforeprint', function () {
    root.dataset.printing = '';
    closed = Array.prototype.slice.call(document.querySelectorAll('details:not([open])'));
    closed.forEach(function (d) { d.open = true; });
    drawNow();
  });
  window.addEventListener('afterprint', function () {
    delete root.dataset.printing;
    closed.forEach(function (d) { d.open = false; });
    drawAll();
  });

  // A link into a closed part opens it.
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    var part = target && target.closest('details');
    if (part) {
      part.open = true;
      target.scrollIntoView();
    }
  }
  window.addEventListener('hashchange', reveal);

  charts.forEach(addTools);
  drawAll();
  reveal();
})();
