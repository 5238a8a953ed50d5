/* Starts the CMS's choosers of dates and times and its panels of rows, those that arrive later included,
   from data in the page instead of inline scripts. */
(() => {
  const known = new Set(["initDateChooser", "initTimeChooser", "initDateTimeChooser"]);

  const start = (mark) => {
    const { chooser, for: id, config } = mark.dataset;
    if (!known.has(chooser) || !document.getElementById(id)) return;
    mark.remove();
    window[chooser](id, JSON.parse(config));
  };

  const startPanel = (mark) => {
    mark.remove();
    new window.InlinePanel(JSON.parse(mark.dataset.inlinePanel));
  };

  const startAll = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches("[data-chooser]")) start(node);
    if (node.matches("[data-inline-panel]")) startPanel(node);
    node.querySelectorAll("[data-chooser]").forEach(start);
    node.querySelectorAll("[data-inline-panel]").forEach(startPanel);
  };

  document.addEventListener("DOMContentLoaded", () => {
    startAll(document.body);
    new MutationObserver((changes) =>
      changes.forEach((change) => change.addedNodes.forEach(startAll)),
    ).observe(document.body, { childList: true, subtree: true });
  });
})();
