// A few families or checkpoints side by side; which ones is in the address: a family by its name for machines, a checkpoint by its id.
"use strict";

(() => {
  const { t, element } = Site;
  const families = Site.families();
  const own = (values = []) => Object.fromEntries(window.MORE.own.map((column, n) => [column, values[n]]));
  // All that can be chosen: a family as a whole, and each of its checkpoints, whose values are its own.
  const choices = families.flatMap((f) => [{ key: f.slug, name: f.name, f },
    ...(window.CHECKPOINTS[f.slug] ?? []).map((id, n) => ({ key: id, name: Site.short(id), f, n, one: { ...f.members[n], ...own(f.own[n]) } }))]);
  const byKey = new Map(choices.map((choice) => [choice.key, choice]));
  const MOST = 6;
  const plain = (name) => name.toLowerCase().replace(/^.*huggingface\.co\//, "").replace(/[\s_-]+/g, "");
  let chosen = [];
  let refused = ""; // what an address or a reader asked for and did not get, in words

  const free = ({ f, one }) => {
    const known = (one ? [one] : f.members).map((m) => m.free).filter((free) => free !== undefined);
    if (!known.length) return "";
    const all = one || known.length === f.members.length;
    if (known.every(Boolean) && all) return t("compare.yes");
    return known.some(Boolean) ? t("compare.some") : t(all ? "compare.not" : "compare.no");
  };
  const word = (value) => (["yes", "no", "both"].includes(value) ? t("value." + value) : value);
  const words = (values, borne = {}) => values.map((value) => word(value) + Site.bearers(borne[value])).join(t("script.and"));
  // Of many languages how many there are, and the two that most readers ask for.
  const spoken = (codes, count = codes.length) => {
    if (codes.length <= 12 && count <= codes.length) return Site.languages(codes);
    const known = codes.filter((code) => code === "en" || code === "zh");
    return t("compare.languages_count", { n: Math.max(count, codes.length) }) + (known.length ? t("colon") + Site.languages(known) + t("gap") + "…" : "");
  };
  // A family's languages, with what bears each of several lists, then how many some count beyond; each with of how many it is known.
  const tongues = (f) => {
    const lists = Object.entries(f.borne.languages ?? {}).map(([codes, names]) => [codes.split(" "), names]).sort(([a], [b]) => a.length - b.length);
    const beyond = f.spoken > f.languages.length ? f.spoken : 0;
    const apart = lists.length || (f.some.languages_count && String(f.some.languages_count) !== String(f.some.languages));
    const each = lists.length ? lists : f.languages.length ? [[f.languages, []]] : [];
    const named = each.map(([codes, names]) => spoken(codes, apart ? 0 : beyond) + Site.bearers(names)).join(t("semicolon"));
    const more = beyond && (apart || !named) ? Object.entries(f.borne.languages_count ?? { [beyond]: [] }) : [];
    const counted = more.map(([n, names]) => t("compare.languages_count", { n }) + Site.bearers(names)).join(t("semicolon"));
    return [named && named + Site.knownOf(f, "languages"), counted && counted + Site.knownOf(f, "languages_count")].filter(Boolean).join(t("semicolon"));
  };
  const licence = (names, terms, borne) => names.map((name, n) => `${name === "other" ? t("undated") : name}${Site.bearers(borne?.[n])}${t("colon")}${t("licence." + terms[n])}`).join(t("semicolon"));
  // A count of a family: what bears each of several, else the range.
  const counts = (f, field, range, shown) => Object.entries(f.borne[field] ?? {}).sort(([a], [b]) => a - b)
    .map(([count, names]) => shown(Number(count)) + Site.bearers(names)).join(t("script.and")) || Site.range(range, shown);
  const pair = (value) => (value ? [value, value] : null);
  const gigabytes = (one) => (one.billions.length === 1 ? pair(Math.ceil(one.billions[0] * 0.6)) : null);
  // What a field's value is: of a family, and of a checkpoint.
  const values = {
    sizes: [(f) => f.sizes.join(", "), (m) => (m.billions.length === 1 ? Site.amount(m.billions[0] * 1e9) + (m.active ? "-A" + Site.amount(m.active) : "") : "")],
    context_length: [(f) => counts(f, "context_length", f.context, Site.context), (m) => Site.range(pair(m.length), Site.context)],
    context_length_extended: [(f) => counts(f, "context_length_extended", pair(f.extended), Site.context), (m) => (m.extended ? Site.context(m.extended) : "")],
    license: [(f) => licence(f.license, f.terms, f.bearers), (m) => (m.license ? licence([m.license], [m.terms]) : "")],
    release_date: [(f) => f.dated + (f.latest ? ` – ${f.latest_by ? "≤ " : ""}${f.latest}` : ""), (m) => m.dated ?? ""],
    reasoning: [(f) => words(f.thinking, f.borne.reasoning), (m) => words(m.thinking ? [m.thinking] : [])],
    tool_use: [(f) => words(f.tools, f.borne.tool_use), (m) => words(m.tools ? [m.tools] : [])],
    languages: [tongues, (m) => (m.languages.length || m.spoken ? spoken(m.languages, m.spoken ?? 0) : "")],
    training_tokens: [(f) => counts(f, "training_tokens", f.tokens, Site.amount), (m) => Site.range(pair(m.tokens), Site.amount)],
  };
  const said = (field) => ({ f, one }) => {
    const value = one ? values[field][1](one) : values[field][0](f);
    return value + (value && !one && field !== "languages" ? Site.knownOf(f, field) : "");
  };
  // The scores of a board, the best first: of a family each of its models', of a checkpoint its own and those of its size,
  // each with what the board calls it where that is more than its name: it says how the model was run.
  const placed = ({ f, one, n }, slug) => (f.placed[slug] ?? []).filter(([, , , , , whose]) => !one || whose.includes(n));
  const scores = (choice, slug, unit) => placed(choice, slug).map(([model, value, low, high, called]) => {
    const run = called || model;
    const named = !choice.one ? model : plain(run) === plain(choice.name) ? "" : run;
    return Site.score([value, low, high], unit) + (named ? ` (${named})` : "");
  }).join(t("semicolon"));
  // What a maker reports of its models on benchmarks: apart from boards, and in no order.
  const stated = ({ f, one, n }) => f.results.filter(([whose]) => !one || whose === n);
  const reported = (choice, name) => stated(choice).filter(([, label]) => label === name)
    .map(([whose, , score]) => (Number(score) ? String(Number(Number(score).toPrecision(4))) : score) + (choice.one ? "" : ` (${Site.short(window.CHECKPOINTS[choice.f.slug][whose])})`)).join(t("semicolon"));
  // A label, the value, and the fact of the family's page that says where it is stated.
  const lines = () => [
    [t("field.kind"), ({ f, one }) => (one?.kind ?? f.kind).replace("?", "").toUpperCase()],
    [t("site.takes"), ({ f, one }) => (one ? window.MORE.takes[one.takes]?.[Site.language()] ?? t("undated") : f.takes[Site.language()] + Site.knownOf(f, "modalities"))],
    [t("organization"), ({ f }) => Site.maker(f.organization)],
    ...Object.keys(values).flatMap((field) => [[t("field." + field), said(field), field],
      ...(field === "sizes" ? [[t("site.memory"), ({ f, one }) => Site.memory(one ? gigabytes(one) : f.memory)]] : []),
      ...(field === "license" ? [[t("wish.free"), free, "license"]] : [])]),
    ...Object.entries(window.LIST.boards).filter(([slug]) => chosen.some((choice) => placed(choice, slug).length))
      .map(([slug, [, unit]]) => [Site.board(slug), (choice) => scores(choice, slug, unit)]),
    ...[...new Set(chosen.flatMap((choice) => stated(choice).map(([, label]) => label)))]
      .map((name) => [t("field.results") + t("colon") + name, (choice) => reported(choice, name)]),
  ];
  function cell({ f, one, key }, text, fact) {
    const made = element("td");
    if (text && fact) made.append(element("a", text, { href: `families/${f.slug}.html#${one ? key : "fact-" + fact}` }));
    else made.append(text || (fact ? element("span", t("undated"), { className: "terms" }) : ""));
    return made;
  }
  // The head of a column: its name, what else of the family may stand there, and a way out.
  function head(choice) {
    const { f, key, name } = choice;
    const made = element("th", undefined, { scope: "col" });
    const drop = element("button", "×", { type: "button", title: t("compare.remove") });
    drop.setAttribute("aria-label", t("compare.remove_one", { name }));
    drop.addEventListener("click", () => { chosen = chosen.filter((other) => other !== choice); draw(); document.getElementById("add").focus(); });
    made.append(element("a", name, { href: `families/${f.slug}.html` + (choice.one ? "#" + key : "") }), " ", drop);
    const own = choices.filter((other) => other.f === f);
    if (own.length < 3) return made;
    const which = element("select");
    which.setAttribute("aria-label", t("compare.which", { name: f.name }));
    own.forEach((other) => which.add(new Option(other.one ? other.name : t("compare.whole"), other.key, false, other === choice)));
    which.addEventListener("change", () => {
      const other = byKey.get(which.value);
      chosen = chosen.flatMap((one) => (one === choice ? [other] : one === other ? [] : [one]));
      draw();
    });
    made.append(which);
    return made;
  }

  function draw() {
    const table = document.getElementById("comparison");
    Site.setParams({ ids: chosen.map(({ key }) => key).join(",") });
    const common = Object.keys(window.LIST.boards).some((slug) => chosen.every((choice) => placed(choice, slug).length));
    document.getElementById("count").textContent = chosen.length
      ? t("compare.chosen_most", { n: chosen.length, most: MOST }) + (chosen.length < 2 || common ? "" : t("compare.no_common"))
      : t("compare.none_chosen");
    document.getElementById("count").textContent += refused;
    if (!chosen.length) { table.replaceChildren(); return; }
    const names = element("tr");
    names.append(element("td"), ...chosen.map(head));
    const rows = lines().map(([label, value, fact]) => {
      const found = chosen.map(value);
      const line = element("tr", undefined, { className: new Set(found.filter(Boolean)).size > 1 ? "differs" : "" });
      line.append(element("th", label, { scope: "row" }), ...chosen.map((choice, n) => cell(choice, found[n], fact)));
      return line;
    });
    const top = element("thead");
    top.append(names);
    const body = element("tbody");
    body.append(...rows);
    table.replaceChildren(top, body);
  }
  function restore() {
    const keys = [...new Set((Site.params().get("ids") ?? "").split(",").filter(Boolean))];
    const known = keys.map((key) => byKey.get(key)).filter(Boolean);
    const strange = keys.filter((key) => !byKey.has(key));
    chosen = known.slice(0, MOST);
    refused = (known.length > MOST ? t("compare.left_out", { names: known.slice(MOST).map(({ name }) => name).join(t("comma")) }) : "") +
      (strange.length ? t("compare.not_listed", { name: strange.join(t("comma")) }) : "");
    draw();
  }
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("names").append(...choices.map(({ name, f, one }) => new Option(one ? f.name : "", name)));
    restore();
  });
  const add = document.getElementById("add");
  function take() {
    const wanted = plain(add.value);
    if (!wanted) return;
    const found = choices.find(({ key, name }) => plain(name) === wanted || plain(key) === wanted) ?? choices.find(({ name }) => plain(name).startsWith(wanted));
    refused = !found ? t("compare.not_listed", { name: add.value.trim() }) : chosen.includes(found) ? t("compare.already", { name: found.name })
      : chosen.length >= MOST ? t("compare.full", { name: found.name }) : "";
    if (!refused) {
      chosen.push(found);
      add.value = "";
    }
    draw();
  }
  add.addEventListener("change", take);
  document.getElementById("chooser").addEventListener("submit", take);
  Site.onLanguage(draw);
  addEventListener("hashchange", restore);
})();
