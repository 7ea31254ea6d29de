// The table of families: filters, sorting, full-text search; all of it in the address.
"use strict";

(() => {
  const STEP = 100; // rows shown at a time: a table of thousands costs more to lay out than to filter
  const FIRST = 30; // of these, the rows that fill a screen: they are drawn before the answer to a key is seen, the others after
  const { t, element } = Site;
  const collator = new Intl.Collator();
  const get = (id) => document.getElementById(id);
  const inputs = { q: "q", kind: "kind", org: "organization", min: "min", max: "max", license: "license",
    context: "context", lang_of: "language-of", since: "since", unknown: "unknown" };
  const families = Site.families();
  const bySlug = new Map(families.map((family) => [family.slug, family]));
  const body = document.querySelector("#models tbody");
  const chosen = new Set();
  let sort = { by: "", down: false };
  let shown = STEP;
  let matches = families;
  let judged = new Map(); // family -> what is known of it and the reader's wishes
  let unsure = 0; // families that would fit if what nobody states fitted
  let found = null; // slug -> relevance, while there is a query
  const made = new Map();

  const KEYS = {
    name: (f) => f.name.toLowerCase(),
    organization: (f) => Site.maker(f.organization).toLowerCase(),
    size: (f) => f.members.reduce((most, m) => (m.billions ?? []).reduce((a, b) => (a > b ? a : b), most), undefined),
    memory: (f) => f.memory?.[0],
    context: (f) => f.context?.[1],
    license: (f) => f.license.join(", ").toLowerCase() || undefined,
    released: (f) => f.released ?? undefined,
  };

  // ---- options from the data
  function fill(select, pairs) {
    const value = select.value;
    select.length = 1;
    for (const [key, name] of pairs) select.add(new Option(name, key));
    select.value = value;
  }
  function options() {
    const makers = [...new Set(families.map((f) => f.organization))].map((slug) => [slug, Site.maker(slug)]);
    fill(get("organization"), makers.sort((a, b) => a[1].localeCompare(b[1])));
    const names = new Intl.DisplayNames([Site.language()], { type: "language", fallback: "code" });
    const codes = [...new Set(families.flatMap((f) => f.members.flatMap((m) => m.languages)))].filter((code) => /^[a-z]{2,3}$/.test(code));
    fill(get("language-of"), codes.map((code) => [code, names.of(code)]).sort((a, b) => a[1].localeCompare(b[1])));
    const licenses = [...new Set(families.flatMap((f) => f.members.map((m) => m.license).filter(Boolean)))]
      .sort((a, b) => a.localeCompare(b));
    const select = get("license");
    const value = select.value;
    select.length = 2;
    for (const one of licenses) select.add(new Option(one, one));
    select.value = value;
  }

  // ---- search: two-character pieces of Chinese beside words, so that no dictionary is needed
  let engine = null;
  let loading = null;
  function pieces(text) {
    const parts = [];
    for (const [run] of text.toLowerCase().matchAll(/[\p{Script=Han}]+|[\p{L}\p{N}]+(?:\.\p{N}+)*/gu)) {
      if (!/\p{Script=Han}/u.test(run)) { parts.push(run); continue; }
      if (run.length === 1) parts.push(run);
      for (let n = 0; n + 1 < run.length; n++) parts.push(run.slice(n, n + 2));
    }
    return parts;
  }
  function script(source) {
    return new Promise((resolve, reject) => {
      document.head.append(Object.assign(document.createElement("script"), { src: source, onload: resolve, onerror: reject }));
    });
  }
  function load() {
    loading ??= Promise.all([script("static/vendor/minisearch.js"), script("data/search.js")]).then(() => {
      engine = new window.MiniSearch({
        fields: ["name", "maker", "prose", "more"],
        tokenize: pieces,
        processTerm: (term) => term,
        searchOptions: { boost: { name: 6, maker: 3, prose: 2 }, combineWith: "AND", tokenize: pieces,
          prefix: (term) => !/\p{Script=Han}/u.test(term), fuzzy: (term) => term.length > 5 && !/\p{Script=Han}/u.test(term) ? 0.2 : false },
      });
      engine.addAll(window.SEARCH);
    });
    return loading;
  }
  let asked = ""; // the query that `found` answers
  function search(text) {
    if (!text.trim()) { found = null; asked = ""; return; }
    if (engine) {
      if (asked === text) return;
      asked = text;
      found = new Map(engine.search(text).map((hit) => [hit.id, hit.score]));
      return;
    }
    // Until the library is there, names answer.
    const wanted = text.trim().toLowerCase();
    found = new Map(families.filter((f) => f.name.toLowerCase().includes(wanted)).map((f) => [f.slug, 1]));
    load().then(refresh);
  }

  // ---- filter and sort
  function wanted() {
    return Object.fromEntries(Object.entries(inputs).map(([key, id]) => [key,
      get(id).type === "checkbox" ? (get(id).checked ? "1" : "") : get(id).value.trim()]));
  }
  // Each wish asks one checkpoint: true, false, or undefined where nobody states the value.
  function wishes(want) {
    const min = want.min === "" ? -Infinity : Number(want.min);
    const max = want.max === "" ? Infinity : Number(want.max);
    const context = Number(want.context || 0);
    const wished = [];
    if (want.min !== "" || want.max !== "") wished.push(["size", (m) => (m.billions?.length ? m.billions.some((b) => b >= min && b <= max) : undefined)]);
    if (want.license) wished.push(["license", (m) => (want.license === "free" ? m.free : m.license ? m.license === want.license : undefined)]);
    if (context) wished.push(["context", (m) => (m.context ? m.context >= context : undefined)]);
    if (want.lang_of) wished.push(["language", (m) => (m.languages.length ? m.languages.includes(want.lang_of) : undefined)]);
    if (want.since) wished.push(["since", (m) => (m.released ? m.released.slice(0, 7) >= want.since : undefined)]);
    return wished;
  }
  // The checkpoints that fit; else those that might, with the wishes about which nothing is known; else null.
  function judge(family, wished) {
    const fitting = [];
    let maybe = [];
    let least = [];
    for (const member of family.members) {
      const open = [];
      if (!wished.every(([name, ask]) => { const said = ask(member); if (said === undefined) open.push(name); return said !== false; })) continue;
      if (!open.length) fitting.push(member);
      else if (!maybe.length || open.length < least.length) { maybe = [member]; least = open; }
      else if (open.length === least.length) maybe.push(member);
    }
    return fitting.length ? { members: fitting, open: [] } : maybe.length ? { members: maybe, open: least } : null;
  }
  function fits(want) {
    return (f) =>
      (!want.kind || f.kind === want.kind) &&
      (!want.org || f.organization === want.org) &&
      (found === null || found.has(f.slug));
  }
  function ordered(list) {
    if (!sort.by) return found ? [...list].sort((a, b) => found.get(b.slug) - found.get(a.slug)) : list;
    const key = KEYS[sort.by];
    const sign = sort.down ? -1 : 1;
    return list.map((f) => [key(f), f]).sort(([a, f], [b, g]) => {
      if (a === undefined || b === undefined) return (a === undefined) - (b === undefined); // unknown comes last
      return sign * (typeof a === "string" ? collator.compare(a, b) : a - b) || collator.compare(f.name, g.name);
    }).map(([, f]) => f);
  }
  function refresh() {
    const want = wanted();
    search(want.q);
    const wished = wishes(want);
    let all = families.filter(fits(want));
    judged = new Map();
    if (wished.length) {
      for (const f of all) judged.set(f, judge(f, wished));
      all = all.filter((f) => judged.get(f));
    }
    const sure = ordered(all.filter((f) => !judged.get(f)?.open.length));
    const open = wished.length ? all.filter((f) => judged.get(f).open.length) : [];
    unsure = want.unknown ? 0 : open.length;
    const doubts = (f) => judged.get(f).open.length; // the likelier first
    matches = want.unknown ? [...sure, ...ordered(open).sort((a, b) => doubts(a) - doubts(b))] : sure;
    shown = STEP;
    Site.setParams({ ...want, sort: sort.by, down: sort.down ? "1" : "", ids: [...chosen].join(",") });
    draw();
  }

  // ---- rows
  function cell(label, text) {
    const made = element("td");
    made.setAttribute("role", "cell");
    if (label) { // shown where rows are cards; the column says it already
      const name = element("span", label, { className: "label" });
      name.setAttribute("aria-hidden", "true");
      made.append(name, " ");
    }
    made.append(text || "—"); // the family's page says why
    return made;
  }
  function row(f) {
    const line = element("tr");
    line.setAttribute("role", "row");
    const pick = element("input", undefined, { type: "checkbox", checked: chosen.has(f.slug) });
    pick.setAttribute("aria-label", t("script.compare", { name: f.name }));
    pick.addEventListener("change", () => {
      if (pick.checked) chosen.add(f.slug); else chosen.delete(f.slug);
      Site.setParams({ ...Object.fromEntries(Site.params()), ids: [...chosen].join(","), lang: "" });
      comparing();
    });
    const first = element("td", undefined, { className: "pick" });
    first.setAttribute("role", "cell");
    first.append(pick);
    const name = element("th", undefined, { scope: "row" });
    name.setAttribute("role", "rowheader");
    name.append(element("a", f.name, { href: `families/${f.slug}.html` }), element("span", f.kind.toUpperCase(), { className: "kind" }),
      element("span", undefined, { className: "fits" }));
    const context = Site.range(f.context, Site.context) + (f.extended > (f.context?.[1] ?? 0) ? ` (→ ${Site.context(f.extended)})` : "");
    line.append(first, name,
      cell("", Site.maker(f.organization)),
      cell(t("site.sizes"), f.sizes.join(", ")),
      cell(t("site.memory"), f.memory && Site.range(f.memory, String) + " GB"),
      cell(t("site.context"), context),
      cell(t("site.license"), f.license.join(", ")),
      cell(t("site.released"), f.dated));
    return line;
  }
  const NAMED = 3; // checkpoints named below a family that fits
  function explain(place, f) {
    place.replaceChildren();
    const known = judged.get(f);
    if (!known) return;
    const named = known.members.filter((m) => m.id);
    if (known.open.length) {
      place.append(t("script.may_fit") + known.open.map((wish) => t("script.wish." + wish)).join(t("script.and")));
      return;
    }
    named.slice(0, NAMED).forEach((m, n) => place.append(n ? ", " : t("script.fits"),
      element("a", m.id.split("/")[1] ?? m.id, { href: `families/${f.slug}.html#${m.id}` })));
    if (named.length > NAMED) place.append(t("script.and_more", { n: named.length - NAMED, all: named.length }));
  }
  function line(f) {
    if (!made.has(f.slug)) made.set(f.slug, row(f));
    explain(made.get(f.slug).querySelector(".fits"), f);
    return made.get(f.slug);
  }
  let rest = 0;
  function draw() {
    clearTimeout(rest);
    const first = Math.min(FIRST, shown);
    body.replaceChildren(...matches.slice(0, first).map(line));
    if (matches.length > first && shown > first) rest = setTimeout(() => body.append(...matches.slice(first, shown).map(line)));
    get("count").textContent = t("script.count", { n: matches.length, all: families.length }) +
      (unsure ? t("script.unsure", { n: unsure }) : "");
    const ask = get("show-unsure");
    ask.hidden = !unsure;
    ask.textContent = t("script.show_unsure");
    const more = get("more");
    more.hidden = matches.length <= shown;
    more.textContent = t("script.show_more", { n: matches.length - shown });
    for (const head of document.querySelectorAll("th[data-sort]")) {
      if (head.dataset.sort === sort.by) head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    comparing();
  }
  function comparing() {
    const link = get("to-compare");
    link.hidden = chosen.size === 0;
    link.textContent = t("script.compare_chosen", { n: chosen.size });
    for (const code of Object.keys(link.dataset)) delete link.dataset[code]; // drawn anew in each language
    link.href = "compare.html#ids=" + [...chosen].join(",");
  }

  // ---- wiring
  function restore() {
    const params = Site.params();
    for (const [key, id] of Object.entries(inputs)) {
      if (get(id).type === "checkbox") get(id).checked = params.get(key) === "1";
      else get(id).value = params.get(key) ?? "";
    }
    sort = { by: params.get("sort") in KEYS ? params.get("sort") : "", down: params.get("down") === "1" };
    chosen.clear();
    for (const slug of (params.get("ids") ?? "").split(",")) if (bySlug.has(slug)) chosen.add(slug);
    made.clear();
    unfold();
    refresh();
  }
  document.addEventListener("DOMContentLoaded", () => { options(); restore(); });
  get("filters").addEventListener("input", refresh);
  get("filters").addEventListener("reset", () => setTimeout(() => { sort = { by: "", down: false }; refresh(); }));
  get("show-unsure").addEventListener("click", () => { get("unknown").checked = true; refresh(); get("unknown").focus(); });
  // On a narrow screen the filters stay folded until one of them is set: the table is what a reader came for.
  const wide = matchMedia("(min-width: 40rem)");
  const unfold = () => { if (wide.matches || Object.entries(wanted()).some(([key, value]) => key !== "q" && value)) get("wishes").open = true; };
  wide.addEventListener("change", unfold);
  get("q").addEventListener("focus", load, { once: true });
  get("more").addEventListener("click", () => {
    const next = shown;
    shown += STEP;
    draw();
    setTimeout(() => body.rows[next]?.querySelector("a")?.focus());
  });
  for (const head of document.querySelectorAll("th[data-sort] button")) {
    head.addEventListener("click", () => {
      const by = head.parentElement.dataset.sort;
      const numbers = by !== "name" && by !== "organization" && by !== "license";
      if (sort.by !== by) sort = { by, down: numbers };
      else if (sort.down === numbers) sort = { by, down: !numbers };
      else sort = { by: "", down: false };
      refresh();
    });
  }
  Site.onLanguage(() => { made.clear(); options(); refresh(); });
  addEventListener("hashchange", restore);
})();
