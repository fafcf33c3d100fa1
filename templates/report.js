/*
 * Comforts only: the page says everything without this file.
 *
 * Long parts stand open in the file, so that they can be read and printed as they are; on a screen
 * they are folded here, and unfolded for printing and for links that lead into them.
 */
(function () {
  'use strict';
  var folds = Array.prototype.slice.call(document.querySelectorAll('details.fold'));
  var fold = function (open) { folds.forEach(function (d) { d.open = open; }); };

  var reveal = function () {
    var id = decodeURIComponent(location.hash.slice(1));
    var at = id && document.getElementById(id);
    if (!at) return;
    for (var p = at; p; p = p.parentElement) if (p.tagName === 'DETAILS') p.open = true;
    at.scrollIntoView();
  };

  fold(false);
  reveal();
  window.addEventListener('hashchange', reveal);

  var before = [];
  window.addEventListener('beforeprint', function () {
    before = folds.map(function (d) { return d.open; });
    fold(true);
  });
  window.addEventListener('afterprint', function () {
    folds.forEach(function (d, i) { d.open = before[i]; });
  });

  var all = document.getElementById('fold-all');
  if (all && folds.length) {
    var open = false;
    all.textContent = all.dataset.open;
    all.addEventListener('click', function () {
      open = !open;
      fold(open);
      all.textContent = open ? all.dataset.close : all.dataset.open;
    });
    document.getElementById('tools').hidden = false;
  }

  Array.prototype.forEach.call(document.querySelectorAll('[data-copy-from]'), function (box) {
    var from = document.getElementById(box.dataset.copyFrom), button = box.querySelector('button');
    if (!from || !button || !navigator.clipboard || !from.querySelector('tbody th')) return;
    box.hidden = false;
    button.addEventListener('click', function () {
      var values = Array.prototype.map.call(from.querySelectorAll('tbody th'), function (th) { return th.textContent; });
      navigator.clipboard.writeText(values.join('\n') + '\n').then(function () {
        var was = button.textContent;
        button.textContent = button.dataset.done;
        setTimeout(function () { button.textContent = was; }, 2000);
      }, function () {});
    });
  });
}());
