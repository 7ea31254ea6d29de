// The table of families: filters, sorting, full-text search; all of it in the address.
"use strict";

(() => {
  const STEP = 100; // rows shown at a time: a table of thousands costs more to lay out than to filter
  const FIRST = 30; // of these, the rows that fill a screen: they are drawn before the answer to a key is seen, the others after
  const { t, element } = Site;
  const HUB = "https://huggingface.co/";
  const collator = new Intl.Collator();
  const get = (id) => document.getElementById(id);
  const inputs = { q: "q", kind: "kind", purpose: "purpose", org: "organization", min: "min", max: "max", license: "license",
    context: "context", lang_of: "language-of", memory: "memory", since: "since", extended: "extended", board: "board", unknown: "unknown" };
  const families = Site.families();
  const bySlug = new Map(families.map((family) => [family.slug, family]));
  const body = document.querySelector("#models tbody");
  const chosen = new Set();
  let sort = { by: "", down: false };
  let shown = STEP;
  let matches = families;
  let judged = new Map(); // family -> what is known of it and the reader's wishes
  let without = 0; // families that fit the words where none fits the filters too
  let unsure = 0; // families that would fit if what nobody states fitted
  const made = new Map();

  // Of a range the largest value where the largest rows come first, else the smallest.
  const end = (values) => (values.length ? Math[sort.down ? "max" : "min"](...values) : undefined);
  const KEYS = {
    name: (f) => f.name.toLowerCase(),
    organization: (f) => Site.maker(f.organization).toLowerCase(),
    takes: (f) => f.takes[Site.language()],
    score: (f) => rated(f)?.[1],
    size: (f) => end(f.members.flatMap((m) => m.billions)),
    memory: (f) => end(f.memory ?? []),
    context: (f) => end(f.context ?? []),
    license: (f) => f.license.join(", ").toLowerCase() || undefined,
    released: (f) => (judged.size ? latest(f) : f.released) || undefined,
  };

  const board = () => get("board").value;
  // The scores of a family's models on a board, the best first: [model, value, low, high]. The rows have the best alone.
  let asking = null;
  function placed(f, slug) {
    const [value, low, high] = f.scores[slug] ?? [];
    if (value === undefined) return [];
    if (window.MORE) return window.MORE.rows[families.indexOf(f)][window.MORE.columns.indexOf("placed")][slug];
    return [[slug === window.LIST.board ? f.rated || "" : "", value, low, high]];
  }
  // A family's score is one checkpoint's: where wishes leave that one out, the best of those that fit has its own, or none.
  function rated(f, slug = board()) {
    const known = judged.get(f);
    const every = placed(f, slug);
    if (!known || known.members.length === f.members.length || f.members.indexOf(known.members[0]) < 0) return every[0];
    if (known.members.includes(f.members[f.scores[slug]?.[3] ?? -1])) return every[0];
    const fitting = new Set(known.members.map((m) => Site.short(window.CHECKPOINTS?.[f.slug][f.members.indexOf(m)] ?? "")));
    return every.find(([model]) => model && fitting.has(model));
  }
  // Which model has a score: of the board that is shown first the rows say so, all else the comparison's data.
  function more() {
    if (!window.MORE && (judged.size || board() !== window.LIST.board)) asking ??= Promise.all([script("data/more.js"), checkpoints()]).then(refresh);
  }
  const scored = Object.entries(window.LIST.boards).filter(([slug]) => families.some((f) => slug in f.scores));

  // What a family for one thing is for; of all others general use.
  const GENERAL = "general";
  const purposeOf = (f) => f.purpose || GENERAL;
  const purpose = (one) => t(one === GENERAL ? "wish.general" : "purpose." + one);

  // ---- options from the data
  function fill(select, pairs, kept) {
    const value = select.value;
    select.length = kept;
    for (const [key, name] of pairs) select.add(new Option(name, key));
    select.value = value;
  }
  function options() {
    const makers = [...new Set(families.map((f) => f.organization))].map((slug) => [slug, Site.maker(slug)]);
    fill(get("organization"), makers.sort((a, b) => a[1].localeCompare(b[1])), 1);
    const codes = [...new Set(families.flatMap((f) => f.members.flatMap((m) => m.languages)))].filter((code) => /^[a-z]{2,3}$/.test(code) && Site.languages([code]) !== code);
    fill(get("language-of"), codes.map((code) => [code, Site.languages([code])]).sort((a, b) => a[1].localeCompare(b[1])), 1);
    const licenses = [...new Set(families.flatMap((f) => f.members.map((m) => m.license).filter(Boolean)))];
    fill(get("license"), licenses.sort((a, b) => a.localeCompare(b)).map((one) => [one, one]), 2);
    const made = [...new Set(families.map(purposeOf))].map((one) => [one, purpose(one)]);
    fill(get("purpose"), made.sort((a, b) => (b[0] === GENERAL) - (a[0] === GENERAL) || a[1].localeCompare(b[1])), 1);
    fill(get("board"), scored.map(([slug]) => [slug, Site.board(slug)]), 0);
    get("board").value ||= window.LIST.board;
    for (const id of Object.values(FACETS)) for (const option of get(id).options) option.dataset.name = option.textContent;
  }
  // How many families fit each choice of a facet beside all that is asked elsewhere: what one checkpoint has decides.
  const FACETS = { kind: "kind", purpose: "purpose", org: "organization", license: "license", context: "context", lang_of: "language-of" };
  const HAS = {
    kind: (f, members) => members.map(kindOf),
    org: (f) => [f.organization],
    purpose: (f) => [purposeOf(f)],
    license: (f, members) => members.flatMap((m) => (m.license ? [m.license, ...(m.free ? ["free"] : [])] : [])),
    context: (f, members) => [...get("context").options].map((o) => o.value).filter((least) => least && members.some((m) => reach(m) >= least)),
    lang_of: (f, members) => members.flatMap((m) => m.languages),
  };
  function count() {
    const want = meant(wanted());
    for (const [facet, id] of Object.entries(FACETS)) {
      const others = { ...want, [facet]: "" };
      const wished = wishes(others, ["license", "context", "lang_of"].includes(facet)); // to choose one of these asks a checkpoint of its kind too
      const tally = new Map();
      for (const f of families.filter(fits(others))) {
        const known = judge(f, wished);
        if (!known || known.open.length) continue;
        for (const one of new Set(HAS[facet](f, known.members))) tally.set(one, (tally.get(one) ?? 0) + 1);
      }
      for (const option of get(id).options) if (option.value) option.textContent = `${option.dataset.name} (${tally.get(option.value) ?? 0})`;
    }
  }

  // ---- search: what a query means is search.js's; until that is there, names answer
  let engine = null;
  let loading = null;
  function script(source) {
    return new Promise((resolve, reject) => {
      document.head.append(Object.assign(document.createElement("script"), { src: source, onload: resolve, onerror: reject }));
    });
  }
  function load() {
    loading ??= Promise.all([script("static/search.js"), script("data/search.js"), checkpoints()]).then(() => {
      const spoken = new Set(families.flatMap((f) => f.members.flatMap((m) => m.languages)));
      engine = Search.make({ families, docs: window.SEARCH, checkpoints: window.CHECKPOINTS, copies: window.COPIES, languageNames: Search.languageNames(spoken, Object.keys(window.WORDS)) });
    });
    return loading;
  }
  function checkpoints() {
    naming ??= script("data/checkpoints.js");
    return naming;
  }
  const NOTHING = { found: null, named: new Map(), wishes: {}, format: "", runs: "", loads: "", partly: false, missing: "", vague: false };
  let asked = ""; // the query that was answered last
  let answer = NOTHING;
  function search(query) {
    const before = answer.format;
    if (!query) answer = NOTHING;
    else if (engine && asked !== query) answer = engine.ask(query);
    else if (!engine) {
      const wanted = query.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, "");
      const named = families.filter((f) => f.name.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, "").includes(wanted));
      answer = { ...NOTHING, found: new Map(named.map((f) => [f.slug, 1])) };
      load().then(refresh);
    }
    asked = engine ? query : "";
    if (answer.format !== before) made.clear();
  }

  // ---- filter and sort
  function wanted() {
    return Object.fromEntries(Object.entries(inputs).map(([key, id]) => [key,
      get(id).type === "checkbox" ? (get(id).checked ? "1" : "") : get(id).value.trim()]));
  }
  // What is asked: the filters, and where one is not set what the query says of it ("under 8 GB").
  const meant = (want) => ({ ...want, ...Object.fromEntries(Object.entries(answer.wishes).filter(([key]) => !want[key])) });
  const SAID = { kind: (value) => value.toUpperCase(), context: (value) => Site.context(Number(value)), license: (one) => (one === "free" ? t("wish.free") : one), lang_of: (code) => Site.languages([code]) };
  const readAs = () => Object.entries(answer.wishes)
    .map(([key, value]) => `${get(inputs[key]).labels[0].querySelector("span").textContent}${t("colon")}${SAID[key]?.(value) ?? value}`).join(t("script.and"));
  // How long a checkpoint's context is: as it is trained, or as its makers say it can be extended to.
  const reach = (m) => (get("extended").checked ? Math.max(m.context ?? 0, m.extended ?? 0) || undefined : m.context);
  // Each wish asks one checkpoint: true, false, or undefined where nobody states the value.
  function wishes(want, always = false) {
    const min = want.min === "" ? -Infinity : Number(want.min);
    const max = want.max === "" ? Infinity : Number(want.max);
    const context = Number(want.context || 0);
    const wished = [];
    const sized = (m, fit) => (m.billions.every(fit) && m.billions.length ? true : m.billions.length && !m.billions.some(fit) ? false : undefined);
    if (want.min !== "" || want.max !== "") wished.push(["size", (m) => sized(m, (b) => b >= min && b <= max)]);
    if (want.license) wished.push(["license", (m) => (want.license === "free" ? m.free : m.license ? m.license === want.license : undefined)]);
    if (context) wished.push(["context", (m) => (reach(m) >= context ? true : m.perhaps >= context || !m.context ? undefined : false)]);
    if (want.lang_of) wished.push(["language", (m) => (m.languages.length ? m.languages.includes(want.lang_of) : undefined)]);
    if (want.memory) wished.push(["memory", (m) => sized(m, (b) => Math.ceil(b * 0.6) * 10 <= Number(want.memory) * 9)]); // a tenth stays free, as in Choose
    if (want.since) wished.push(["since", (m) => (!m.released || (m.by && m.released.slice(0, 7) >= want.since) ? undefined : m.released.slice(0, 7) >= want.since)]);
    if (want.kind && (wished.length || always)) wished.push(["kind", (m) => ofKind(m, want.kind)]);
    return wished;
  }
  const kindOf = (m) => m.kind ?? m.family.kind;
  const ofKind = (m, kind) => (kindOf(m) === "?" ? undefined : kindOf(m) === kind);
  // The checkpoints that fit; else those that might, with the wishes that are open; else null.
  function judge(family, wished) {
    const fitting = [];
    let maybe = [];
    let least = [];
    const ids = answer.named.get(family.slug); // what the query names has to fit
    for (const [n, member] of family.members.entries()) {
      if (ids && !ids.includes(window.CHECKPOINTS[family.slug][n])) continue;
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
      (!want.kind || f.members.some((m) => ofKind(m, want.kind) ?? f.kind === want.kind)) &&
      (!want.org || f.organization === want.org) &&
      (!want.purpose || purposeOf(f) === want.purpose) &&
      (!answer.found || answer.found.has(f.slug));
  }
  // When the newest of a family's checkpoints that fit came out: an old family may have the newest answer.
  const latest = (f) => (judged.get(f)?.members ?? []).reduce((date, m) => ((m.released ?? "") > date ? m.released : date), "") || (f.released ?? "");
  function ordered(list) {
    if (!sort.by && !answer.found && judged.size) return [...list].sort((f, g) => collator.compare(latest(g), latest(f)));
    if (!sort.by) return answer.found ? [...list].sort((a, b) => answer.found.get(b.slug) - answer.found.get(a.slug)) : list;
    const key = KEYS[sort.by];
    const sign = sort.down ? -1 : 1;
    return list.map((f) => [key(f), f]).sort(([a, f], [b, g]) => {
      if (a === undefined || b === undefined) return (a === undefined) - (b === undefined); // unknown comes last
      return sign * (typeof a === "string" ? collator.compare(a, b) : a - b) || collator.compare(f.name, g.name);
    }).map(([, f]) => f);
  }
  function refresh() {
    const stated = wanted();
    search(stated.q);
    const want = meant(stated);
    const wished = wishes(want);
    let all = families.filter(fits(want));
    judged = new Map();
    if (wished.length) {
      for (const f of all) judged.set(f, judge(f, wished));
      all = all.filter((f) => judged.get(f));
    }
    more();
    const sure = ordered(all.filter((f) => !judged.get(f)?.open.length));
    const open = wished.length ? all.filter((f) => judged.get(f).open.length) : [];
    unsure = want.unknown ? 0 : open.length;
    const doubts = (f) => judged.get(f).open.length; // the likelier first
    matches = want.unknown ? [...sure, ...ordered(open).sort((a, b) => doubts(a) - doubts(b))] : sure;
    shown = STEP;
    without = matches.length ? 0 : families.filter(fits({})).length;
    Site.setParams({ ...stated, board: want.board === window.LIST.board ? "" : want.board, sort: sort.by, down: sort.down ? "1" : "", ids: [...chosen].join(",") });
    draw();
    clearTimeout(counting);
    counting = setTimeout(count, 50);
  }
  let counting = 0;

  // ---- rows
  function cell(key, label, text) {
    const made = element("td", undefined, { className: text ? key : key + " none" }); // the family's page says why there is none
    made.setAttribute("role", "cell");
    if (label) { // shown where rows are cards; the column says it already
      const name = element("span", label, { className: "label" });
      name.setAttribute("aria-hidden", "true");
      made.append(name, " ");
    }
    made.append(text || "");
    return made;
  }
  // Licences by name, each that is not free with what it permits in words.
  function permitted(f) {
    if (!f.license.length) return "";
    const made = element("span");
    f.license.forEach((name, n) => made.append(n ? t("comma") : "", name === "other" ? t("undated") : element("a", name, { href: `licences/${name.toLowerCase().replace(/[^a-z0-9.]+/g, "-").replace(/^[-.]+|[-.]+$/g, "")}.html`, className: "quiet" }), Site.bearers(f.bearers?.[n]),
      f.terms[n] === "free" ? "" : element("span", " " + t("licence." + f.terms[n]), { className: "terms" })));
    made.append(Site.knownOf(f, "license"));
    return made;
  }
  const ownCopy = (id) => engine.copyOf(id, answer.format);
  // The weights that a row leads to, or their copies, the maker's first: the Hub lists these by a checkpoint's id, never a collection's.
  function weights(f) {
    if (!f.weights) return f.gated < 0 ? t("script.gone") : "";
    const made = element("span");
    if (sort.by === "score" && !naming) checkpoints().then(draw);
    const scorer = sort.by === "score" ? window.CHECKPOINTS?.[f.slug][f.scores[board()]?.[3] ?? -1] : undefined; // what has the score
    const one = answers(f)[0] ?? scorer ?? f.weights;
    const { format } = answer;
    const every = format ? [one, ...window.CHECKPOINTS[f.slug]].filter((id) => !id.startsWith("collections/")) : [];
    const copy = (format && ownCopy(one)) || (answers(f).length ? undefined : every.map(ownCopy).find(Boolean));
    const address = format ? copy ?? (every.length ? `models?other=base_model:quantized:${every[0]}&${["gguf", "mlx"].includes(format) ? "library" : "search"}=${format}` : "") : one;
    if (address) made.append(element("a", format.toUpperCase() || t("script.weights"), { href: HUB + address, rel: "nofollow" }));
    if (address && format) made.append(element("span", copy ? t("script.own_copy") : t("script.no_copy"), { className: "terms whose" }));
    const [gated, there] = f.gated || [];
    if (gated) made.append(element("span", t(gated === there ? "terms_first" : "terms_first_some", { known: gated, all: there }), { className: "terms whose" }));
    return made;
  }
  function taken(f) {
    const made = element("span", f.takes[Site.language()] + Site.knownOf(f, "modalities"));
    if (f.purpose) made.append(element("span", purpose(f.purpose), { className: "terms whose" }));
    return made;
  }
  function row(f) {
    const line = element("tr");
    line.setAttribute("role", "row");
    const pick = element("input", undefined, { type: "checkbox" });
    pick.setAttribute("aria-label", t("script.compare", { name: f.name }));
    pick.addEventListener("change", () => {
      for (const key of picked(f)) chosen.delete(key);
      if (pick.checked) chosen.add(answers(f)[0] ?? f.slug); // the checkpoint that the row names, else the family
      Site.setParams({ ...Object.fromEntries(Site.params()), ids: [...chosen].join(","), lang: "" });
      comparing();
    });
    const first = element("td", undefined, { className: "pick" });
    first.setAttribute("role", "cell");
    first.append(pick);
    const name = element("th", undefined, { scope: "row" });
    name.setAttribute("role", "rowheader");
    name.append(element("a", f.name, { href: `families/${f.slug}.html` }), f.released >= recent || f.latest >= recent ? element("span", t("script.new"), { className: "kind" }) : "",
      element("span", undefined, { className: "fits" }));
    const context = Site.range(f.context, Site.context) + Site.knownOf(f, "context_length") + (f.extended > (f.context?.[1] ?? 0) ? `\u2009→\u2009${Site.context(f.extended)}${Site.knownOf(f, "context_length_extended")}` : "");
    line.append(first, name,
      cell("maker", "", element("a", Site.maker(f.organization), { href: `makers/${f.organization}.html`, className: "quiet" })),
      cell("released", t("field.release_date"), f.dated ? f.dated + Site.knownOf(f, "release_date") : t("undated")),
      cell("takes", "", taken(f)),
      cell("sizes", t("field.sizes"), f.sizes.join(", ") + Site.knownOf(f, "sizes")),
      cell("memory", t("site.memory"), Site.memory(f.memory)),
      cell("context", t("field.context_length"), context),
      cell("license", t("field.license"), permitted(f)),
      cell("score", window.LIST.boards[board()]?.[0], element("span", undefined, { className: "rated" })),
      cell("weights", "", ""));
    return line;
  }
  const picked = (f) => [...chosen].filter((key) => key === f.slug || window.CHECKPOINTS?.[f.slug].includes(key));
  // The checkpoints that a row names: those that fit the wishes, of these those that the query names.
  function answers(f) {
    const known = judged.get(f);
    const ids = window.CHECKPOINTS?.[f.slug];
    if (!ids || known?.open.length) return [];
    const first = rated(f)?.[0];
    const size = (m) => (Site.short(ids[f.members.indexOf(m)] ?? "") === first ? Infinity : m.billions[0] ?? 0); // what has the score leads
    const fitting = known && [...known.members].sort((a, b) => (size(b) > size(a)) - (size(b) < size(a))).map((m) => ids[f.members.indexOf(m)]).filter(Boolean);
    const wished = answer.named.get(f.slug);
    const both = fitting && wished ? wished.filter((id) => fitting.includes(id)) : [];
    return both.length ? both : fitting ?? wished ?? [];
  }
  function facts(f, id) {
    const one = f.members[window.CHECKPOINTS[f.slug].indexOf(id)];
    const size = one.billions.length === 1 ? one.billions[0] : 0; // of several nobody says which is its own
    const said = size ? [Site.amount(size * 1e9), Site.memory([Math.ceil(size * 0.6)])] : [];
    return [...said, ...(one.context && !one.perhaps ? [Site.context(one.context) + (one.extended ? `\u2009→\u2009${Site.context(one.extended)}` : "")] : []), ...(one.released ? [one.released.slice(0, 7)] : [])].join(t("script.and"));
  }
  const NAMED = 3; // checkpoints named below a family that fits
  const WISHED = { size: "field.sizes", license: "field.license", context: "field.context_length", language: "field.languages",
    kind: "field.kind", since: "field.release_date", memory: "site.memory" };
  let naming = null; // the checkpoints' names are only asked for when a wish needs them
  function explain(place, f) {
    place.replaceChildren();
    const known = judged.get(f);
    if (known?.open.length) {
      place.append(t("script.may_fit") + known.open.map((wish) => t(WISHED[wish])).join(t("script.and")));
      return;
    }
    if (!window.CHECKPOINTS) {
      if (known) checkpoints().then(draw);
      return;
    }
    const ids = answers(f);
    ids.slice(0, NAMED).forEach((id, n) => {
      const beside = facts(f, id);
      place.append(n ? t("semicolon") : "", element("a", Site.short(id), { href: `families/${f.slug}.html#${id}` }), beside ? ` (${beside})` : "");
      const copy = answer.format && ownCopy(id);
      if (copy && copy !== id) place.append(" ", element("a", Site.short(copy), { href: HUB + copy, rel: "nofollow" }));
    });
    if (ids.length > NAMED) place.append(t("script.and_more", { n: ids.length - NAMED, all: ids.length }));
  }
  function line(f) {
    if (!made.has(f.slug)) made.set(f.slug, row(f));
    const whole = made.get(f.slug);
    whole.querySelector("input").checked = picked(f).length > 0;
    explain(whole.querySelector(".fits"), f);
    const there = weights(f);
    const last = whole.querySelector("td.weights");
    last.replaceChildren(there);
    last.classList.toggle("none", !there);
    const [model, score] = rated(f) ?? [];
    const [, unit] = window.LIST.boards[board()] ?? [];
    const place = whole.querySelector(".rated");
    place.textContent = score === undefined ? "" : Site.score([score], unit);
    if (score !== undefined && f.members.length > 1) place.append(element("span", model, { className: "terms whose" }));
    const [slug, own] = score === undefined && sort.by !== "score" ? scored.find(([slug, own]) => own[4] === window.LIST.boards[board()]?.[4] && rated(f, slug)) ?? [] : [];
    if (slug) place.append(element("span", own[0] + t("colon") + Site.score(rated(f, slug).slice(1, 2), own[1]), { className: "terms whose" })); // apart: no order goes by it
    whole.querySelector("td.score").classList.toggle("none", score === undefined && !slug);
    whole.classList.toggle("unrated", sort.by === "score" && score === undefined);
    return whole;
  }
  const recent = window.LIST.since || "9";
  let rest = 0;
  function draw() {
    clearTimeout(rest);
    const first = Math.min(FIRST, shown);
    body.replaceChildren(...matches.slice(0, first).map(line));
    if (matches.length > first && shown > first) rest = setTimeout(() => body.append(...matches.slice(first, shown).map(line)));
    get("count").textContent = t("script.count", { n: matches.length, all: families.length }) + (matches.length ? t("beside") + order() : "") + notes() +
      (unsure ? t("script.unsure", { n: unsure }) : "");
    get("unfilter").hidden = !without || !Object.entries(wanted()).some(([key, value]) => value && !["q", "board"].includes(key));
    get("unfilter").textContent = t("script.unfilter", { n: without });
    offer();
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
  // What a query was read as, and what it asks in vain.
  function notes() {
    const { missing, partly, wishes, runs, loads, vague, format, copies, found } = answer;
    return [
      missing && t("script.not_listed", { name: missing }),
      partly && t("script.some_words"),
      found?.size === 0 && !missing && t("script.no_match"),
      Object.keys(wishes).length && t("script.read_as", { wishes: readAs() }),
      runs && t("script.runs", { name: runs }),
      loads && t("script.loads", { name: loads }),
      copies && t("script.copies_first", { n: copies, format: format.toUpperCase() }),
      vague && t("script.say_memory"),
    ].filter(Boolean).join("");
  }
  // What the rows are ordered by, in words.
  function order() {
    if (!sort.by) return t(answer.found && !answer.copies ? "script.best_match" : "script.newest");
    const name = document.querySelector(`th[data-sort="${sort.by}"] button`).textContent;
    if (sort.by !== "score") return t("script.by", { column: name.toLowerCase() });
    return t("script.scored", { board: window.LIST.boards[board()][0], n: matches.filter((f) => rated(f)).length });
  }
  // Offers a board that rates the same as the one shown, and far more of the rows.
  function offer() {
    const rates = (slug) => matches.filter((f) => rated(f, slug)).length;
    const alike = scored.filter(([, own]) => own[4] === window.LIST.boards[board()]?.[4]);
    const [most, best] = alike.map(([slug]) => [rates(slug), slug]).reduce((a, b) => (b[0] > a[0] ? b : a), [0, ""]);
    const here = rates(board());
    const button = get("rate-by");
    button.hidden = here >= matches.length / 2 || most <= 2 * here || most < 3 || !judged.size;
    button.textContent = t("script.rate_by", { board: window.LIST.boards[best]?.[0] ?? "", n: most });
    button.value = best;
  }
  function comparing() {
    const link = get("to-compare");
    link.hidden = chosen.size === 0;
    link.textContent = t("script.compare_chosen", { n: chosen.size }) + (chosen.size > 6 ? t("script.compare_most", { most: 6 }) : "");
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
    get("board").value ||= window.LIST.board; // none, or one that nobody knows
    if (params.get("q") === "") get("q").focus();
    sort = params.get("sort") in KEYS ? { by: params.get("sort"), down: params.get("down") === "1" } : params.get("board") === board() ? best() : { by: "", down: false };
    chosen.clear();
    for (const key of (params.get("ids") ?? "").split(",")) if (bySlug.has(key) || key.includes("/")) chosen.add(key);
    if ([...chosen].some((key) => key.includes("/"))) checkpoints().then(draw);
    made.clear();
    unfold();
    refresh();
  }
  document.addEventListener("DOMContentLoaded", () => { options(); restore(); });
  // Who chooses a board wants its order.
  const best = () => ({ by: "score", down: !(window.LIST.boards[board()]?.[3] & 2) });
  get("board").addEventListener("input", () => { made.clear(); sort = best(); }, { capture: true });
  // Enter opens the first row, or the checkpoint that it names; the arrows go from row to row.
  const links = () => [...body.querySelectorAll("th > a")];
  get("q").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); links()[0]?.focus(); }
    if (event.key !== "Enter" || !get("q").value.trim()) return;
    load().then(() => { refresh(); (answer.named.size && body.rows[0]?.querySelector(".fits a") || links()[0])?.click(); });
  });
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("th > a")) return;
    event.preventDefault();
    (links()[links().indexOf(event.target) + step] ?? (step < 0 ? get("q") : event.target)).focus();
  });
  get("unfilter").addEventListener("click", () => {
    for (const [key, id] of Object.entries(inputs)) if (key !== "q" && key !== "board") { get(id).value = get(id).type === "checkbox" ? "1" : ""; get(id).checked = false; }
    refresh();
    get("q").focus();
  });
  get("filters").addEventListener("input", refresh);
  get("filters").addEventListener("reset", () => setTimeout(() => { sort = { by: "", down: false }; refresh(); }));
  get("rate-by").addEventListener("click", ({ target }) => {
    get("board").value = target.value;
    sort = best();
    made.clear();
    refresh();
    get("board").focus();
  });
  get("show-unsure").addEventListener("click", () => { get("unknown").checked = true; refresh(); get("unknown").focus(); });
  // On a narrow screen the filters stay folded until one of them is set: the table is what a reader came for.
  const wide = matchMedia("(min-width: 40rem)");
  const unfold = () => { if (wide.matches || Object.entries(wanted()).some(([key, value]) => key !== "q" && key !== "board" && value)) get("wishes").open = true; };
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
      const numbers = !["name", "organization", "license", "takes"].includes(by);
      if (sort.by !== by) sort = { by, down: numbers };
      else if (sort.down === numbers) sort = { by, down: !numbers };
      else sort = { by: "", down: false };
      refresh();
    });
  }
  Site.onLanguage(() => { made.clear(); options(); refresh(); });
  addEventListener("hashchange", restore);
})();
