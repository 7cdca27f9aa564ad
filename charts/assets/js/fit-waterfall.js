// From a maximum to the points: levels from 0, between them floating steps, each begun where the one above it ended.
cchc.fit.waterfall = function (option, at) {
  'use strict';
  function of(id) { return cchc.seriesOf(option, id).data; }
  var rows = option.yAxis[0].data.length;
  var hollow = { color: at.token('band'), borderColor: at.token('soft'), borderWidth: 1, decal: { color: 'transparent' } };

  // label is what stands at the end of a row; in the last one also the index.
  function label(name, i) {
    var level = of('level')[i].texts || of('points')[i].texts;
    if (level) return '{b|' + level[0] + '}' + (i === rows - 1 ? '\u00a0· chỉ số ' + of('index')[i].texts[0] + '%' : '');
    var other = of('other')[i];
    if (other.texts) return (other.value > 0 ? '+' : '') + other.texts[0];
    return cchc.amounts(option, i, ['out', 'lost', 'reachable']) || of('lost')[i].note;
  }

  var height = cchc.bars(option, at, {
    colors: Object.assign(cchc.costColors(at), { level: hollow, points: { color: at.token('reached') } }),
    beside: 'aid-end',
    label: label
  });
  Object.assign(cchc.seriesOf(option, 'aid-link'), {
    step: 'end', symbol: 'none', z: 1, lineStyle: { color: at.token('soft'), width: 1 }
  });
  return height;
};
