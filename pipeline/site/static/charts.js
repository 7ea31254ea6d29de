// Size against release date, and score against release date.
"use strict";

(() => {
  const { t, element } = Site;
  const families = Site.families();
  const get = (id) => document.getElementById(id);
  const INK = { llm: ["#0060a0", "#6cb8f0"], vlm: ["#b34700", "#ff9d5c"] };

  function seconds(date) {
    const [year, month = 1, day = 1] = date.split("-").map(Number);
    return Date.UTC(year, month - 1, day) / 1000;
  }
  function sizes() {
    const seen = new Set(); // a base model and its chat version are one point
    return families.flatMap((f) => f.members.flatMap((m) => (m.released ? m.billions : [])
      .filter((b) => !seen.has([f.slug, m.released, b].join()) && seen.add([f.slug, m.released, b].join()))
      .map((b) => ({ x: seconds(m.released), y: b, date: m.dated, family: f, text: Site.amount(b * 1e9) }))));
  }
  function scores(board) {
    return families.filter((f) => board in f.scores).map((f) => {
      const [y, , , place] = f.scores[board];
      const { released, dated } = f.members[place]?.released ? f.members[place] : f;
      return released && { x: seconds(released), y, date: dated, family: f, text: Site.score(f.scores[board], window.LIST.boards[board][1]) };
    }).filter(Boolean);
  }

  const drawn = {};
  function draw(id, points, label, logarithmic) {
    drawn[id]?.destroy();
    get(id).replaceChildren();
    points.sort((a, b) => a.x - b.x || a.y - b.y);
    table(id, points, label);
    if (!points.length) {
      get(id).append(element("p", t("script.no_points")));
      return;
    }
    const dark = Site.isDark() ? 1 : 0;
    const text = dark ? "#e6edf3" : "#1f2328";
    const faint = dark ? "#3d444d" : "#d1d9e0";
    const font = "13px system-ui, sans-serif";
    // On a logarithmic scale only whole powers of ten get a line: the others are a thicket.
    const decades = (u, splits) => splits.map((s) => (!logarithmic || Number.isInteger(Math.round(Math.log10(s) * 1e6) / 1e6) ? s : null));
    const axis = { stroke: text, font, labelFont: font, grid: { stroke: faint, width: 1 }, ticks: { stroke: faint } };
    const at = get(id + "-at");
    at.replaceChildren();
    const kinds = ["llm", "vlm"];
    const options = {
      width: Math.max(300, get(id).clientWidth),
      height: 360,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false } },
      scales: { y: logarithmic ? { distr: 3 } : {} },
      axes: [axis, { ...axis, label, size: 64,
        filter: decades,
        grid: { ...axis.grid, filter: decades },
        ticks: { ...axis.ticks, filter: decades }, values: (u, ticks) => ticks.map((tick) => (tick === null ? "" : logarithmic ? Site.amount(tick * 1e9) : tick)) }],
      series: [{}, ...kinds.map((kind) => ({
        label: kind.toUpperCase(), stroke: INK[kind][dark], paths: () => null,
        points: { show: true, size: kind === "llm" ? 7 : 9, width: 1.5, fill: kind === "llm" ? INK[kind][dark] : "transparent" },
      }))],
      hooks: { setCursor: [(u) => tell(near(u, points))] },
    };
    const data = [points.map((p) => p.x), ...kinds.map((kind) => points.map((p) => (p.family.kind === kind ? p.y : null)))];
    const plot = new window.uPlot(options, data, get(id));
    const tip = element("div", undefined, { className: "tip", hidden: true });
    plot.over.append(tip);
    // The words stand beside the point, and stay below the chart, where a finger can reach the link.
    function tell(point) {
      if (!plot) return;
      tip.hidden = !point;
      plot.over.style.cursor = point ? "pointer" : "";
      if (!point) return;
      tip.textContent = say(point);
      const left = plot.valToPos(point.x, "x");
      tip.style.left = left > plot.over.clientWidth / 2 ? "" : `${left + 10}px`;
      tip.style.right = left > plot.over.clientWidth / 2 ? `${plot.over.clientWidth - left + 10}px` : "";
      tip.style.top = `${Math.max(0, plot.valToPos(point.y, "y") - 34)}px`;
      at.replaceChildren(element("a", say(point), { href: `families/${point.family.slug}.html` }));
    }
    plot.over.addEventListener("click", () => {
      const point = near(plot, points);
      if (point && !matchMedia("(pointer: coarse)").matches) location.href = `families/${point.family.slug}.html`;
    });
    drawn[id] = plot;
  }
  function near(u, points) {
    const { left, top } = u.cursor;
    if (left === undefined || left < 0) return null;
    let best = null;
    let least = 24 ** 2;
    for (const point of points) {
      const away = (u.valToPos(point.x, "x") - left) ** 2 + (u.valToPos(point.y, "y") - top) ** 2;
      if (away < least) { least = away; best = point; }
    }
    return best;
  }
  function say(point) {
    return point ? `${point.family.name} (${point.family.kind.toUpperCase()}): ${point.text}, ${point.date}` : "";
  }
  function table(id, points, label) {
    const body = element("tbody");
    for (const point of points) {
      const line = element("tr");
      const name = element("th", undefined, { scope: "row" });
      name.append(element("a", point.family.name, { href: `families/${point.family.slug}.html` }));
      line.append(name, element("td", point.text), element("td", point.date));
      body.append(line);
    }
    const head = element("thead");
    const line = element("tr");
    for (const text of [t("family"), label, t("field.release_date")]) line.append(element("th", text, { scope: "col" }));
    head.append(line);
    get(id + "-table").replaceChildren(head, body);
  }

  function all() {
    draw("sizes", sizes(), t("field.total_params"), true);
    const board = get("board").value;
    const [name, unit] = window.LIST.boards[board] ?? [];
    if (board) draw("scores", scores(board), unit ? `${name} (${unit})` : name, false);
  }
  document.addEventListener("DOMContentLoaded", () => {
    const boards = Object.entries(window.LIST.boards).map(([slug, [name]]) => [slug, name, scores(slug).length]).filter(([, , n]) => n > 1);
    boards.sort((a, b) => b[2] - a[2]);
    for (const [slug, name] of boards) get("board").add(new Option(name, slug));
    const wanted = Site.params().get("board");
    if (boards.some(([slug]) => slug === wanted)) get("board").value = wanted;
    all();
  });
  get("board").addEventListener("change", () => { Site.setParams({ board: get("board").value }); all(); });
  let resizing = 0;
  addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(all, 150); });
  Site.onTheme(all);
  Site.onLanguage(all);
})();
