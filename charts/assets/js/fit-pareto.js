// The costliest subcriteria: lying bars, at their ends the sum and the share of all up to there.
cchc.fit.pareto = function (option, at) {
  'use strict';
  var sums = cchc.seriesOf(option, 'sum').data;
  return cchc.bars(option, at, {
    colors: cchc.costColors(at),
    beside: 'sum',
    head: 'Tổng điểm · tích lũy',
    label: function (name, i) { return '{b|' + sums[i].texts[0] + '}\u00a0· ' + sums[i].texts[1] + '%'; }
  });
};
