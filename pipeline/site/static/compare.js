// A few families side by side; which ones is in the address.
"use strict";

(() => {
  const { t, element } = Site;
  const families = Site.families();
  const bySlug = new Map(families.map((family) => [family.slug, family]));
  const named = families.flatMap((f) => [f.name, ...(window.CHECKPOINTS[f.slug] ?? []).map((id) => id.split("/")[1] ?? id)].map((name) => [name, f]));
  const plain = (name) => name.toLowerCase().replace(/[\s_-]+/g, "");
  const byName = new Map([...named].reverse().map(([name, family]) => [plain(name), family]));
  const MOST = 6;
  let chosen = [];

  const free = (f) => {
    const known = f.members.map((m) => m.free).filter((one) => one !== undefined);
    if (!known.length) return "";
    if (known.every(Boolean) && known.length === f.members.length) return t("script.yes");
    return known.some(Boolean) ? t("script.some") : t("script.no");
  };
  const word = (value) => (["yes", "no", "both"].includes(value) ? t("value." + value) : value);
  // What a field's value is.
  const values = {
    sizes: (f) => f.sizes.join(", "),
    context_length: (f) => Site.range(f.context, Site.context),
    context_length_extended: (f) => (f.extended ? Site.context(f.extended) : ""),
    training_tokens: (f) => Site.range(f.tokens, Site.amount),
    license: (f) => f.license.join(", "),
    languages: (f) => Site.languages(f.languages) || (f.spoken ? t("script.languages_count", { n: f.spoken }) : ""),
    release_date: (f) => f.dated + (f.latest ? ` – ${f.latest}` : ""),
    reasoning: (f) => f.thinking.map(word).join(t("script.and")),
    tool_use: (f) => f.tools.map(word).join(t("script.and")),
  };
  const said = (field) => (f) => values[field](f) + (values[field](f) && f.some.includes(field) ? t("script.for_some") : "");
  // The models of a family that a board has rated, the best first.
  const placed = (f, slug) => (f.scores[slug] ? [[f.rated[slug], f.scores[slug]], ...(f.others[slug] ?? [])] : []);
  // A label, the value, and the fact of the family's page that says where it is stated.
  const lines = () => [
    [t("field.kind"), (f) => f.kind.toUpperCase()],
    [t("site.takes"), (f) => f.takes[Site.language()]],
    [t("organization"), (f) => Site.maker(f.organization)],
    ...Object.keys(values).map((field) => [t("field." + field), said(field), field]),
    [t("wish.free"), free, "license"],
    [t("site.memory"), (f) => Site.memory(f.memory)],
    ...Object.entries(window.LIST.boards).filter(([slug]) => chosen.some((f) => slug in f.scores))
      .map(([slug, [name, unit, edition]]) => [edition ? `${name} (${edition})` : name, (f) => placed(f, slug).map(([one, score]) => `${Site.score(score, unit)} (${one})`).join(t("semicolon"))]),
  ];
  function cell(f, text, fact) {
    const made = element("td");
    if (text && fact) made.append(element("a", text, { href: `families/${f.slug}.html#fact-${fact}` }));
    else made.append(text);
    return made;
  }

  function draw() {
    const table = document.getElementById("comparison");
    Site.setParams({ ids: chosen.map((f) => f.slug).join(",") });
    document.getElementById("count").textContent = chosen.length
      ? t("script.chosen_most", { n: chosen.length, most: MOST }) +
        (chosen.length < 2 || Object.keys(window.LIST.boards).some((slug) => chosen.every((f) => slug in f.scores)) ? "" : t("script.no_common"))
      : t("script.none_chosen");
    if (!chosen.length) { table.replaceChildren(); return; }
    const head = element("tr");
    head.append(element("td"));
    for (const f of chosen) {
      const cell = element("th", undefined, { scope: "col" });
      const drop = element("button", "×", { type: "button", title: t("script.remove") });
      drop.setAttribute("aria-label", t("script.remove_one", { name: f.name }));
      drop.addEventListener("click", () => { chosen = chosen.filter((other) => other !== f); draw(); document.getElementById("add").focus(); });
      cell.append(element("a", f.name, { href: `families/${f.slug}.html` }), " ", drop);
      head.append(cell);
    }
    const rows = lines().map(([label, value, fact]) => {
      const values = chosen.map(value);
      const line = element("tr", undefined, { className: new Set(values.filter(Boolean)).size > 1 ? "differs" : "" });
      line.append(element("th", label, { scope: "row" }), ...chosen.map((f, n) => cell(f, values[n], fact)));
      return line;
    });
    const top = element("thead");
    top.append(head);
    const body = element("tbody");
    body.append(...rows);
    table.replaceChildren(top, body);
  }
  function restore() {
    const slugs = (Site.params().get("ids") ?? "").split(",");
    chosen = [...new Set(slugs)].map((slug) => bySlug.get(slug)).filter(Boolean).slice(0, MOST);
    draw();
  }
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("names").append(...named.map(([name, f]) => new Option(name === f.name ? "" : f.name, name)));
    restore();
  });
  const add = document.getElementById("add");
  function take() {
    const family = byName.get(plain(add.value)) ?? named.find(([name]) => plain(add.value) && plain(name).startsWith(plain(add.value)))?.[1];
    if (!family || chosen.includes(family) || chosen.length >= MOST) return;
    chosen.push(family);
    add.value = "";
    draw();
  }
  add.addEventListener("change", take);
  document.getElementById("chooser").addEventListener("submit", take);
  Site.onLanguage(draw);
  addEventListener("hashchange", restore);
})();
