// What every page has: colour scheme, language, and the state that an address carries after "#".
"use strict";

const Site = (() => {
  const root = document.documentElement;

  // A page opened from disk may be denied its storage: then a choice lasts as long as the page.
  function kept(key, where = "localStorage") {
    try { return window[where].getItem(key); } catch { return null; }
  }
  function keep(key, value, where = "localStorage") {
    try { window[where].setItem(key, value); } catch { /* not kept */ }
  }

  // A question mark asks as well as "#" does: an address that somebody typed, or that a search engine makes.
  if (location.search.length > 1 && location.hash.length < 2) history.replaceState(null, "", location.pathname + "#" + location.search.slice(1));

  function params() {
    return new URLSearchParams(location.hash.slice(1));
  }
  function setParams(values) {
    const found = new URLSearchParams();
    for (const [key, value] of Object.entries(values)) if (value) found.set(key, value);
    if (language !== codes[0]) found.set("lang", language);
    const hash = found.toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  }

  const theme = kept("theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  const words = window.WORDS; // language -> key -> what is said; the pages themselves are in the first language
  const codes = Object.keys(words);
  // A link's language holds for all pages that are opened from there; a reader's own choice for ever.
  const linked = params().get("lang");
  if (linked in words) keep("language", linked, "sessionStorage");
  let language = linked || kept("language", "sessionStorage") || kept("language") || navigator.language.slice(0, 2);
  if (!(language in words)) language = codes[0];
  const listeners = { language: [], theme: [] };

  function t(key, values = {}) {
    return (words[language][key] ?? window.MORE.words[language][key]).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }
  function translate() {
    root.lang = language;
    for (const element of document.querySelectorAll(codes.slice(1).map((code) => `[data-${code}]`).join())) {
      element.dataset[codes[0]] ??= element.textContent;
      element.textContent = element.dataset[language] ?? element.dataset[codes[0]];
    }
    const button = document.getElementById("language");
    button.textContent = words[next()].name;
    button.lang = next();
    const prose = [...document.querySelectorAll(".told")]; // the same in several languages
    const wanted = prose.find((one) => one.lang === language) ?? prose[0];
    for (const one of prose) one.hidden = one !== wanted;
  }

  function next() {
    return codes[(codes.indexOf(language) + 1) % codes.length];
  }

  document.addEventListener("DOMContentLoaded", () => {
    translate();
    document.getElementById("language").addEventListener("click", () => {
      language = next();
      keep("language", language);
      keep("language", language, "sessionStorage");
      translate();
      setParams({ ...Object.fromEntries(params()), lang: "" });
      listeners.language.forEach((listener) => listener());
    });
    document.getElementById("theme").addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep("theme", root.dataset.theme);
      listeners.theme.forEach((listener) => listener());
    });
    document.getElementById("share")?.addEventListener("click", share);
    reveal();
  });

  // An address may name something inside a closed part of the page: older browsers do not open it by themselves.
  function reveal() {
    let target;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* no name of anything */ }
    const part = target?.closest("details:not([open])");
    if (!part) return;
    part.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);

  // A slash leads to the search, from other pages to the list's.
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest?.("input, select, textarea")) return;
    event.preventDefault();
    const field = document.getElementById("q");
    if (field) field.focus();
    else location.href = document.querySelector("header nav a").href + "#q=";
  });

  async function share({ target }) {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      prompt(t("script.share"), location.href); // no clipboard without a secure address
      return;
    }
    target.textContent = t("script.copied");
    setTimeout(() => { target.textContent = t("site.copy_link"); }, 2000);
  }

  // The rows of data/index.js as objects; `members` are the checkpoints that can be had, `free` says whether each may be
  // used for anything: true, false, or undefined where no licence is known.
  const day = (number) => (number ? String(Math.abs(number)).replace(/(?<=^\d{4})(?=.)|(?<=^\d{6})(?=.)/g, "-") : undefined); // 20250427
  function families() {
    const { columns, member, rows, licenses, contexts, terms } = window.LIST;
    const listed = window.LIST.languages.map((codes) => codes.split(" ").filter(Boolean));
    const canonical = byName(listed.flat());
    const spoken = listed.map((codes) => [...new Set(codes.map((code) => canonical.get(code)))]);
    const more = window.MORE ?? { columns: [] }; // only the comparison has it
    const boards = Object.keys(window.LIST.boards);
    return rows.map((row, place) => {
      const family = Object.fromEntries(columns.map((column, n) => [column, row[n]]));
      more.columns.forEach((column, n) => { family[column] = more.rows[place][n]; });
      family.slug ||= family.name.toLowerCase().replaceAll(" ", "-");
      family.context = family.context.map((n) => contexts[n]);
      for (const ends of ["memory", "context"]) family[ends] = family[ends].length ? [family[ends][0], family[ends].at(-1)] : null;
      family.terms = family.license.map((n) => terms[n]);
      family.license = family.license.map((n) => licenses[n]);
      const first = family.released;
      family.released = day(first);
      family.dated = family.released ? (family.by ? "≤ " : "") + family.released : ""; // a repository's creation is a month by which
      family.scores = Object.fromEntries(family.scores.map(([n, ...values]) => [boards[n], values]));
      family.kind = window.LIST.kinds[family.kind];
      [family.organization] = window.LIST.organizations[family.organization];
      family.takes = window.LIST.takes[family.takes];
      let before; // a member that is as the one before it is 0
      family.members = family.members.map((own) => {
        const values = (before = own || before);
        const one = Object.fromEntries(member.map((column, n) => [column, values[n]]));
        const known = one.license != null;
        const billions = one.billions == null ? [] : [one.billions].flat();
        const by = one.released < 0; // its repository was made then: the release may have been before
        const released = day(Math.abs(one.released) === 1 ? first : one.released);
        return { ...one, billions, context: contexts[one.context], extended: contexts[one.extended], perhaps: contexts[one.perhaps], released, by, dated: released && (by ? "≤ " : "") + released, family, terms: known ? terms[one.license] : undefined, license: known ? licenses[one.license] : undefined, free: known ? terms[one.license] === "free" : undefined,
          languages: spoken[one.languages] ?? [] };
      });
      return family;
    });
  }
  // One code for what a browser calls the same: Twi is Akan to it.
  function byName(codes) {
    const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });
    const called = (code) => { try { return names.of(code); } catch { return code; } };
    const first = new Map([...codes].sort().reverse().map((code) => [called(code), code]));
    return new Map(codes.map((code) => [code, first.get(called(code))]));
  }
  // Languages by their names in the reader's own; a code that no browser knows stays a code.
  function languages(codes) {
    const names = new Intl.DisplayNames([language], { type: "language", fallback: "code" });
    return [...new Set(codes.map((code) => { try { return names.of(code); } catch { return code; } }))].join(t("script.and"));
  }
  const short = (id) => id.slice(id.indexOf("/") + 1);
  // A board with its edition in words: of which day its scores are, or which questions it asked.
  function board(slug) {
    const [name, , edition, questions] = window.LIST.boards[slug];
    return name + (edition ? t("beside") + t(questions & 1 ? "edition.questions" : "edition.state", { date: edition }) : "");
  }
  function score(values, unit) {
    const [value, low, high] = values;
    const coarse = high - low >= 5; // an interval of this width leaves nothing for a decimal to say
    const text = (n) => String(Number(n.toFixed(coarse || Math.abs(n) >= 1000 ? 0 : Math.abs(n) >= 1 ? 1 : 3)));
    const said = text(value) + (unit === "%" ? unit : unit ? " " + unit : "");
    return low == null || high == null ? said : `${said} [${text(low)}–${text(high)}]`;
  }
  function maker(slug) {
    const [, ...names] = window.LIST.organizations.find(([one]) => one === slug) ?? [slug, slug];
    return names[codes.indexOf(language)] || names[0];
  }
  function amount(count) {
    for (const [unit, sign] of [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "K"]])
      if (count >= unit) return Number((count / unit).toPrecision(3)) + sign;
    return String(count);
  }
  function context(tokens) {
    if (tokens % 1024 || tokens % 1000 === 0) return amount(tokens);
    const kilo = tokens / 1024;
    return kilo >= 1024 && kilo % 1024 === 0 ? kilo / 1024 + "M" : kilo + "K";
  }
  // What bears a value, the first of many: sizes, or checkpoints.
  const BEARERS = 3;
  function bearers(names) {
    if (!names?.length) return "";
    const all = Number(names.at(-1)) ? names.at(-1) : names.length; // of many the rows have the first, and how many there are
    const more = all > BEARERS ? t("and_more", { n: all - BEARERS, all }) : "";
    return `${t("opening")}${names.slice(0, BEARERS).join(t("comma"))}${more}${t("closing")}`;
  }
  // Of how many checkpoints a field's value is known, where not of all.
  function knownOf(family, field) {
    const [known, all] = (family.some ? family.some[field] : family.known && family.known[window.LIST.known.indexOf(field)]) || [];
    return known ? t("gap") + t("script.known_of", { known, all }) : "";
  }
  // Gigabytes, from a thousand on as terabytes; the unit once where it is one.
  function memory(pair) {
    if (!pair) return "";
    const said = [...new Set(pair)].map((n) => (n < 1000 ? [n, "GB"] : [Math.ceil(n / 10) / 100, "TB"]));
    const one = said.every(([, unit]) => unit === said[0][1]);
    return said.map(([n, unit]) => (one ? n : `${n} ${unit}`)).join("–") + (one ? " " + said[0][1] : "");
  }
  function range(pair, show) {
    if (!pair) return "";
    const [low, high] = pair.map(show);
    return low === high ? low : low + "–" + high;
  }
  function element(tag, text, properties) {
    const made = Object.assign(document.createElement(tag), properties);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  return {
    params, setParams, t, families, maker, languages, short, board, score, amount, context, memory, range, bearers, knownOf, element, isDark,
    language: () => language,
    onLanguage: (listener) => listeners.language.push(listener),
    onTheme: (listener) => listeners.theme.push(listener),
  };
})();
