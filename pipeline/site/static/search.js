// What a query means: pasted addresses, names of families and checkpoints however they are written, wishes ("under 8 GB",
// "German"), formats of weights. Pure: the rows and their words in, an answer out.
"use strict";

const Search = (() => {
  const HAN = /\p{Script=Han}/u;
  // ---- names in pieces: "Qwen2.5-72B" is qwen 2.5 72b, E4B and A3B stay whole; Chinese in pieces of two characters
  const PIECE = /\p{Script=Han}+|(?<!\p{L})[ae]\d+(?:\.\d+)?b(?!\p{L})|(?=(?<number>\d+(?:\.\d+)*(?:x\d+)?))\k<number>(?:\p{L}(?!\p{L}))?|(?:(?!\p{Script=Han})\p{L})+/gu;
  function pieces(text) {
    const parts = [];
    for (const [run] of text.toLowerCase().normalize("NFKC").matchAll(PIECE)) {
      if (!HAN.test(run) || run.length === 1) parts.push(run);
      else for (let n = 0; n + 1 < run.length; n++) parts.push(run.slice(n, n + 2));
    }
    return parts;
  }
  const plain = (text) => pieces(text).join("");
  const short = (id) => id.slice(id.indexOf("/") + 1);

  // A name, its words, what neighbouring words make together ("gpt-oss" is gptoss), and the words that it glues ("PaddleOCR").
  const RUN = 4;
  function together(tokens) {
    const runs = [];
    for (let n = 0; n < tokens.length; n++) for (let m = n + 2; m <= Math.min(tokens.length, n + RUN); m++) runs.push([tokens.slice(n, m).join(""), n, m]);
    return runs;
  }
  function nameOf(text) {
    const tokens = pieces(text);
    const inner = [...text.matchAll(/(\p{L}*\p{Ll})(\p{Lu}\p{L}*)/gu)].flatMap(([, a, b]) => [a.toLowerCase(), b.toLowerCase()]);
    return { plain: tokens.join(""), tokens, runs: new Set([...tokens, ...together(tokens).map(([run]) => run)]), inner: new Set(inner) };
  }

  // ---- how well a word of a query fits each name: 1 where it stands there, less where it begins, implies or resembles a word of it
  const WORD = /^\p{L}{2,}$/u;
  const NUMBER = /^\d+(\.\d+)*$/;
  const SIZE = /^[ae]?\d+(?:\.\d+)?(?:x\d+)?[bm]$/;
  const LENGTH = /^(?:\d+k|(?:\d|10)m)$/; // a context: a model of so few millions nobody asks for
  const isWord = (text) => WORD.test(text) && !HAN.test(text);
  function namesIndex() {
    const every = [];
    const [runs, inner] = [new Map(), new Map()];
    const put = (index, key, at) => { if (index.has(key)) index.get(key).push(at); else index.set(key, [at]); };
    function add(text) {
      const name = { ...nameOf(text), at: every.length };
      every.push(name);
      for (const run of name.runs) put(runs, run, name.at);
      for (const one of name.inner) put(inner, one, name.at);
      return name;
    }
    const knows = (word) => runs.has(word) || inner.has(word);
    // The words that a misspelt one may stand for.
    function resembling(word) {
      if (word.length < 4 || !isWord(word) || knows(word) || [...runs.keys()].some((one) => one.startsWith(word))) return [];
      return [...runs.keys()].filter((one) => one.length > 2 && isWord(one) && alike(word, one));
    }
    function fit(words, like) {
      const found = new Float32Array(every.length);
      const raise = (places, value) => { for (const at of places ?? []) if (found[at] < value) found[at] = value; };
      const begins = (index, word, value) => { for (const [one, places] of index) if (one.startsWith(word)) raise(places, value); };
      for (const word of words) {
        if (NUMBER.test(word)) {
          raise(runs.get(word + ".0") ?? runs.get(word.replace(/\.0$/, "")), 0.95);
          for (const [one, places] of runs) if (one.startsWith(word) && /^(?:\.|\p{L}$)/u.test(one.slice(word.length))) raise(places, 0.55);
        } else if (isWord(word)) {
          begins(inner, word, 0.6);
          begins(runs, word, 0.75);
        }
        raise(inner.get(word), 0.85);
        raise(runs.get(word), 1);
      }
      for (const one of like) raise(runs.get(one), 0.5);
      return found;
    }
    return { add, fit, knows, resembling, having: (run) => runs.get(run) ?? [] };
  }
  // One letter more, less, other, or two changed about.
  function alike(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let n = 0;
    while (n < a.length && a[n] === b[n]) n++;
    const [p, q] = [a.slice(n), b.slice(n)];
    return p.slice(1) === q.slice(1) || p.slice(1) === q || p === q.slice(1) || (p[0] === q[1] && p[1] === q[0] && p.slice(2) === q.slice(2));
  }

  // ---- pasted addresses, reduced to what they name
  const ARXIV = /(?:arxiv[.:/ ]*(?:org\/)?(?:abs|pdf|html)?\/?|(?<![\d.]))(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?(?![\d.])/i;
  function reduced(query) {
    const paper = query.match(ARXIV)?.[1];
    if (paper) return { paper };
    const address = query.match(/(?:https?:\/\/)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})\/([^\s?#]+)/i);
    if (!address) return { id: query.trim().match(/^[\w-][\w.-]*\/(?=.*[\d-])[\w.-]+$/)?.[0], text: query };
    const path = address[2].split("/").filter(Boolean).map(decoded);
    if (path[0] === "collections") return { text: path.slice(1, 3).join(" ").replace(/-[0-9a-f]{24}$/, "") };
    if (/github\.com$/i.test(address[1])) return { code: path.slice(0, 2).join("/").replace(/\.git$/, ""), text: (path[1] ?? path[0]).replace(/\.git$/, "") };
    while (["models", "library", "model", "api", "spaces"].includes(path[0])) path.shift();
    const id = path.slice(0, 2).join("/").replace(/:.*$/, "");
    return /ollama/i.test(address[1]) || path.length < 2 ? { text: path.slice(0, 2).join(" ") } : { id, text: id };
  }
  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  // ---- formats of quantised weights, and programs that run such weights or those that were released
  const alone = (words) => new RegExp(`(?<![\\p{L}\\p{N}])(${words})(?![\\p{L}\\p{N}])`, "iu");
  const RUNS = alone("ollama|llama\\.?cpp|lm ?studio|koboldcpp|jan\\.ai");
  const LOADS = alone("vllm|sglang|tgi|transformers");
  const FORMAT = alone("gguf|awq|gptq|mlx|exl[23]|fp8|nvfp4|mxfp4|bnb");
  const BITS = alone("i?q\\d_\\w+|[48][ -]?bits?|int[48]|w\\da\\d+|(?:b|f)p?16|latest");

  // ---- wishes: the key of a filter, and its value
  const CARDS = { 5090: 32, 4090: 24, 3090: 24, 7900: 24, 5080: 16, 4080: 16, 4070: 12, 3060: 12, t4: 16, l4: 24, a10: 24, a10g: 24, v100: 32, a6000: 48, l40s: 48,
    a100: 80, h100: 80, h200: 141, b200: 180, mi300x: 192 }; // gigabytes of what is asked for most
  const WISHES = [
    ["context", /(\d+(?:\.\d+)?) ?([km])(?: ?tokens?)?[ -]*(?:context|ctx|window|上下文)(?: ?(?:window|length))?|(?:context|ctx|上下文)[^\d\n]{0,12}(\d+(?:\.\d+)?) ?([km])(?![\p{L}])/iu,
      ([, a, b, c, d]) => (a ?? c) * ((b ?? d).toLowerCase() === "k" ? 1e3 : 1e6)],
    ["context", /long[ -]context|长(?:上下文|文本)/iu, () => 128000],
    ["max", /(?:under|below|less than|up to|at most|smaller than|max(?:imum)?|<=?|≤|不超过|小于|低于) ?(\d+(?:\.\d+)?) ?b(?![\p{L}\d])|(?<![\d.a-z])(\d+(?:\.\d+)?) ?b(?:以下|以内)/iu, ([, a, b]) => a ?? b],
    ["min", /(?:over|above|more than|at least|larger than|>=?|≥|大于|超过|至少) ?(\d+(?:\.\d+)?) ?b(?![\p{L}\d])|(?<![\d.a-z])(\d+(?:\.\d+)?) ?b以上/iu, ([, a, b]) => a ?? b],
    ["memory", /(\d+(?:\.\d+)?) ?(?:gi?b|g(?= ?(?:显存|内存|v?ram|mac)))(?![a-z\d])/iu, ([, a]) => a],
    ["memory", alone(`(?:(\\d) ?[x×*] ?)?(?:(?:rtx|gtx|geforce) ?)?(${Object.keys(CARDS).join("|")})(?: ?ti)?`), ([, , n, card]) => (n ?? 1) * CARDS[card.toLowerCase()]],
    ["license", alone("free(?: for any use| to use)?|免费"), () => "free"],
    ["license", alone("apache(?:[ -]?v?2(?:\\.0)?)?(?: licen[cs]e)?"), () => "Apache-2.0"],
    ["license", alone("mit(?: licen[cs]e)?"), () => "MIT"],
    ["kind", /(?<![\p{L}])vlms?(?![\p{L}])|vision[ -]language(?: models?)?|视觉语言|多模态/iu, () => "vlm"],
  ];
  const COMMERCE = /commercial(?:ly)?(?: use)?(?![\p{L}])|(?:免费)?可?商用/iu; // of named models the terms are what is asked, and their rows say them
  const VAGUE = alone("vram|gpu|macbook|laptop|phone|desktop|显存|内存|笔记本|手机"); // a machine whose memory is not said

  // Words without which a query means the same: they may stand in a name, and need not.
  const IDLE = new Set(("a an the of and or to in on for with my that is are which what best good latest newest new model models open weights llm llms " +
    "under below less than most at within max maximum up fits fit runs run local locally vram ram gpu memory card cards use using support supports supporting speaking language languages 显存 内存 以内 以下").split(" "));
  const IDLE_HAN = /[大小]?(?:语言)?模型|支持|适合|推荐|有哪些|哪个|最好|最新|开源|可以|用于|的/gu;
  // What a name has beside the words that were asked sets a family apart, but for a step of size.
  const STEPS = new Set("mini small medium large nano flash pro max plus ultra base next".split(" "));

  const TUNED = new Set(["instruct", "chat", "it"]);

  // `families` as Site has them, `docs` of data/search.js by slug, `checkpoints` and their makers' `copies` by id;
  // `languageNames` from a name in any of the page's languages to its code.
  function make({ families, docs, checkpoints, copies, languageNames }) {
    const series = docs.series.flatMap((names) => names.map((name) => [plain(name), names.map(plain)]));
    const also = new Map(series);
    const inHan = docs.series.flatMap((names) => names.filter((name) => HAN.test(name)).map((name) => [name, names[0]]))
      .sort(([a], [b]) => b.length - a.length);
    const owners = new Set();
    const byId = new Map(); // an id in lower case -> family, checkpoint, the copy if it is one
    const index = namesIndex();
    const all = families.map((f) => {
      const doc = docs.families[f.slug];
      const ids = (checkpoints[f.slug] ?? []).map((id, n) => ({ id, name: index.add(short(id)), billions: f.members[n]?.billions ?? [] }));
      for (const one of ids) {
        one.sized = one.name.tokens.some((token) => SIZE.test(token));
        owners.add(one.id.split("/")[0].toLowerCase());
        byId.set(one.id.toLowerCase(), { f, id: one.id });
        for (const copy of copies[one.id] ?? []) if (!byId.has(copy.toLowerCase())) byId.set(copy.toLowerCase(), { f, id: one.id, copy });
      }
      return { f, doc, ids, names: [f.name, ...doc.also].map(index.add), maker: index.add(doc.maker), sizes: nameOf(f.sizes.join(" ")) };
    });
    const texts = textIndex(all);
    const inNames = new Set(all.flatMap(({ names }) => names.flatMap(({ runs }) => [...runs])));

    // ---- one query
    function ask(query) {
      const answer = { found: null, named: new Map(), wishes: {}, format: "", runs: "", loads: "", partly: false, missing: "", vague: false };
      const { paper, id, code, text = "" } = reduced(query.normalize("NFKC"));
      if (paper) return pasted(answer, all.filter(({ doc }) => doc.papers.includes(paper)), "arXiv " + paper);
      const at = id && byId.get(id.toLowerCase());
      if (at) {
        answer.format = at.copy ? (at.copy.match(FORMAT)?.[1] ?? "").toLowerCase() : "";
        answer.named.set(at.f.slug, [at.id]);
        return pasted(answer, [{ f: at.f }]);
      }
      if (id) answer.missing = id;
      const coded = code ? all.filter(({ doc }) => doc.code.toLowerCase() === code.toLowerCase()) : [];
      const words = read(id ? short(id) + (owners.has(id.split("/")[0].toLowerCase()) ? " " + id.split("/")[0] : "") : text, answer, !id && !code);
      if (!words.length) {
        if (answer.format) {
          const having = new Map(all.map(({ f, ids }) => [f.slug, ids.some(({ id: one }) => copyOf(one, answer.format)) ? 1 : 0]));
          answer.copies = [...having.values()].filter(Boolean).length;
          if (answer.copies) answer.found = having;
        }
        return answer;
      }
      const asking = id || code ? [] : words.filter(({ idle }) => !idle).map(({ word }) => word);
      if (asking.length && asking.every((word) => LENGTH.test(word) || /^[\d.]+b$/.test(word))) return wished(asking, answer);
      const like = words.map(({ word }) => (also.has(word) ? [] : index.resembling(word)));
      const same = words.map(({ word }) => also.get(word) ?? [word]);
      const fitting = same.map((ones, n) => index.fit(ones, like[n]));
      for (const [run, n, m] of together(words.map(({ word }) => word))) for (const at of index.having(run)) for (let k = n; k < m; k++) fitting[k][at] = 1;
      const asked = { words, fits: ({ at }) => fitting.map((found) => found[at]), meant: [...same, ...like].flat(),
        typed: /\s/.test(text.trim()) ? "" : plain(text), wanted: words.map(({ word }, n) => like[n][0] ?? word).join("") };
      const scored = (coded.length ? coded : all).map((one) => score(one, asked, answer.named)).filter(Boolean);
      if (coded.length && !scored.length) return pasted(answer, coded);
      const whole = scored.filter((one) => !one.missed);
      const some = scored.filter((one) => one.worded); // a size alone is no answer
      const least = Math.min(...some.map((one) => one.missed));
      const kept = whole.length ? whole : some.filter((one) => one.missed === least);
      const length = asking.find((word) => LENGTH.test(word));
      const bears = ({ f }) => [...(answer.named.get(f.slug) ?? []), f.name].some((name) => plain(short(name)).includes(length));
      if (length && !("context" in answer.wishes) && !whole.some(bears)) return ask(`${query.replace(new RegExp(length, "i"), " ")} ${length} context`);
      answer.partly = !whole.length && kept.length > 0;
      answer.found = new Map(kept.map(({ f, value }) => [f.slug, value]));
      return answer;
    }
    // "8b" and "128k" without a name: a size to a tenth, since an 8B model may hold 8.2 billion numbers, and a context.
    function wished(asking, answer) {
      const about = (number) => String(Number(number.toPrecision(3)));
      for (const word of asking) {
        const number = parseFloat(word);
        const found = LENGTH.test(word) ? { context: String(number * (word.endsWith("k") ? 1e3 : 1e6)) } : { min: about(number * 0.9), max: about(number * 1.1) };
        answer.wishes = { ...found, ...answer.wishes };
      }
      return answer;
    }
    function pasted(answer, ones, name = "") {
      answer.found = new Map(ones.map(({ f }) => [f.slug, 1]));
      if (!ones.length) answer.missing = name;
      return answer;
    }
    const copyOf = (id, format) => (copies[id] ?? []).find((own) => own.toLowerCase().includes(format)) ?? (id.toLowerCase().includes(format) ? id : undefined);

    // Takes formats, programs and wishes out of a query; what is left are its words.
    function read(text, answer, wishes) {
      let rest = text.replace(/(\d) ?[*×] ?(\d+b)/gi, "$1x$2").replace(/:/g, " ");
      const take = (pattern) => { const at = rest.match(pattern); if (at) rest = rest.replace(pattern, " "); return at; };
      answer.runs = take(RUNS)?.[1] ?? "";
      answer.loads = take(LOADS)?.[1] ?? "";
      answer.format = answer.runs ? "gguf" : take(FORMAT)?.[1].toLowerCase() ?? "";
      while (take(BITS)) { /* so many bits are no word of a name */ }
      for (const [name, latin] of inHan) rest = rest.replaceAll(name, ` ${latin} `);
      const sold = wishes && take(COMMERCE);
      if (wishes) for (const [key, pattern, value] of WISHES) if (!(key in answer.wishes)) { const at = take(pattern); if (at) answer.wishes[key] = String(value(at)); }
      if (wishes) spoken: for (const [run] of rest.matchAll(/\p{Script=Han}+|[^\P{L}\p{Script=Han}]+/gu)) {
        for (const [name, code] of HAN.test(run) ? languageNames : [[run.toLowerCase(), languageNames.get(run.toLowerCase())]]) {
          if (!code || !run.toLowerCase().includes(name) || inNames.has(name)) continue;
          answer.wishes.lang_of = code;
          rest = rest.replace(new RegExp(name, "iu"), " ");
          break spoken;
        }
      }
      answer.vague = wishes && VAGUE.test(rest) && !answer.wishes.memory;
      const idle = (word) => IDLE.has(word) || VAGUE.test(word);
      const words = pieces(rest.replace(IDLE_HAN, " "));
      if (sold && words.every((word) => idle(word) || SIZE.test(word) || LENGTH.test(word) || !inNames.has(word))) answer.wishes.license ??= "free";
      const understood = answer.vague || answer.format || answer.loads || Object.keys(answer.wishes).length > 0;
      if (words.some((word) => !idle(word))) return words.map((word) => ({ word, idle: idle(word) }));
      return understood ? [] : pieces(rest).map((word) => ({ word, idle: false }));
    }

    // How well a family answers: each word by the best of its name, its maker, one of its checkpoints, and what is written of it.
    const best = (...lists) => lists.reduce((a, b) => a.map((value, n) => Math.max(value, b[n])));
    const sum = (list) => list.reduce((a, b) => a + b, 0);
    const beside = (name, meant) => name.tokens.filter((one) => WORD.test(one) && !STEPS.has(one) && !meant.some((word) => one.startsWith(word) || word.includes(one))).length;
    function score(one, asked, named) {
      const { words, fits, typed } = asked;
      const maker = fits(one.maker).map((value) => value * 0.8);
      const byName = one.names.map((name) => ({ name, found: fits(name) }));
      const own = byName.reduce((a, b) => (sum(b.found) > sum(a.found) ? b : a));
      const family = best(own.found, maker, words.map(({ word }) => (SIZE.test(word) && !one.ids.length && one.sizes.runs.has(word) ? 0.9 : 0)));
      const members = one.ids.map(({ id, name, sized, billions }) => {
        const found = fits(name).map((value, n) => Math.max(0.9 * value, !sized && isSize(words[n].word, billions) ? 0.85 : 0));
        return { id, name, found: best(family, found) };
      });
      const top = members.reduce((a, { found }) => (sum(found) > sum(a) + 1e-9 ? found : a), family);
      const read = words.map(({ word, idle }, n) => (idle ? 0.1 * top[n] : top[n] || texts(word, one.f.slug)));
      const needed = words.map(({ idle }) => !idle);
      const missed = read.filter((value, n) => needed[n] && !value).length;
      if (!read.some((value, n) => needed[n] && value)) return null;
      const exact = typed && members.some(({ name }) => name.plain === typed) && !one.names.some((name) => name.plain === typed);
      if (top !== family || exact) named.set(one.f.slug, order(members.filter(({ found }) => sum(found) >= sum(top) - 1e-9), asked));
      const byOwn = own.found.some((value, n) => value && needed[n]);
      const less = [
        byOwn ? 0.12 * Math.min(3, beside(own.name, asked.meant)) : one.f.purpose ? 0.1 : 0,
        one.doc.can.includes("derived") && (byOwn || top !== family) ? 0.15 : 0, // other makers' series come after its own
      ];
      const more = (exact ? 1 : 0) + (asked.wanted === own.name.plain && /\d/.test(asked.wanted) ? 0.05 : 0);
      const worded = read.some((value, n) => value && needed[n] && WORD.test(words[n].word));
      return { f: one.f, missed, worded, value: Math.round(100 * (sum(read) + more - sum(less))) };
    }
    const isSize = (word, billions) => SIZE.test(word) && !/^[ae]/.test(word) && !word.includes("x") && billions.length === 1 &&
      billions.some((b) => Math.abs(b / (parseFloat(word) / (word.endsWith("m") ? 1000 : 1)) - 1) < 0.06);
    // The checkpoints that a query names: the one of this very name, then those with the fewest other words, of these the tuned ones.
    function order(members, { typed, meant }) {
      const beyond = (tokens) => tokens.filter((one) => !TUNED.has(one) && !meant.some((word) => one.startsWith(word))).length + (tokens.some((one) => TUNED.has(one)) ? 0 : 0.5);
      const other = ({ name }) => (name.plain === typed ? -1 : beyond(name.tokens));
      return members.map((one) => [other(one), one.id]).sort(([a, one], [b, id]) => a - b || one.length - id.length).map(([, id]) => id);
    }
    return { ask, copyOf };
  }

  // What is written of a family: its prose and what it can do weigh more than abstracts and licences.
  const CAN = { tools: "tool tools use calling function functions agent agents 工具调用 函数调用", thinks: "reasoning thinking reasoner 推理 思考", moe: "moe mixture experts 混合专家 稀疏" };
  const FOR = { code: "code coder coding programming 编程 代码", documents: "ocr document documents pdf 文档 识别", mathematics: "math maths mathematics 数学",
    translation: "translation translate translator 翻译", medicine: "medicine medical 医学 医疗", screens: "gui computer screens 屏幕 界面", search: "search research 搜索 检索",
    safety: "safety moderation guard 安全 审核", robots: "robot robots robotics 机器人", images: "image images generation 生成 图像" };
  const WEIGHTS = [0.6, 0.35, 0.2];
  const MEANT = { rag: ["retrieval", "rag"], multilingual: ["multilingual", "languages"], coding: ["coding", "code"] };
  function textIndex(all) {
    const index = new Map();
    for (const { f, doc } of all) {
      const said = [FOR[f.purpose] ?? "", [...doc.can.map((one) => CAN[one] ?? ""), ...Object.values(f.takes), doc.prose].join(" "), doc.more];
      said.forEach((text, n) => {
        for (const word of pieces(text)) {
          if (!index.has(word)) index.set(word, new Map());
          const there = index.get(word);
          if (!there.has(f.slug)) there.set(f.slug, WEIGHTS[n]); // the weightier come first
        }
      });
    }
    const every = [...index.keys()];
    const cache = new Map();
    return (word, slug) => {
      if (/^.$|^[\d.]+$/u.test(word) && !HAN.test(word)) return 0; // a lone sign or number says nothing in prose
      if (!cache.has(word)) {
        const merged = new Map();
        const begins = WORD.test(word) && !HAN.test(word);
        for (const meant of MEANT[word] ?? [word]) {
          for (const one of begins ? every.filter((other) => other.startsWith(meant)) : [meant]) {
            for (const [at, weight] of index.get(one) ?? []) merged.set(at, Math.max(merged.get(at) ?? 0, one === meant ? weight : 0.8 * weight));
          }
        }
        cache.set(word, merged);
      }
      return cache.get(word).get(slug) ?? 0;
    };
  }

  // What a reader may call a language, in any of the `tongues` of these pages and in its own, and its code.
  function languageNames(every, tongues) {
    const names = new Map();
    for (const code of every) {
      for (const tongue of [...tongues, code]) {
        let name;
        try { name = new Intl.DisplayNames([tongue], { type: "language", fallback: "none" }).of(code)?.toLowerCase(); } catch { continue; }
        for (const one of name ? [name, name.replace(/语$/u, "文")] : []) if (!names.has(one)) names.set(one, code);
      }
    }
    return names;
  }

  return { make, languageNames };
})();
