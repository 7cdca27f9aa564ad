// What the charts take from a browser besides the language. Nothing waits: a picture is whole at once, so timers never ring.
function setTimeout() { return 1; }
function setInterval() { return 1; }
function clearTimeout() {}
function clearInterval() {}

// Days are drawn as they are written, wherever the machine stands: local time is UTC.
(function (global) {
  'use strict';
  var Native = Date;
  class UTCDate extends Native {
    constructor() {
      if (arguments.length > 1) super(Native.UTC.apply(null, arguments));
      else super(...arguments);
    }
  }
  ['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds'].forEach(function (part) {
    UTCDate.prototype['get' + part] = Native.prototype['getUTC' + part];
    if (part !== 'Day') UTCDate.prototype['set' + part] = Native.prototype['setUTC' + part];
  });
  UTCDate.prototype.getTimezoneOffset = function () { return 0; };
  global.Date = UTCDate;
})(this);
