// Shows Why403 in a page of another site: the role that a request needs, one cause, or the playground. Loads only frames, and sets no
// cookie. docs/embedding.md describes the attributes.
(() => {
  const base = new URL(".", document.currentScript.src);
  const automatic = document.currentScript.dataset.auto !== "off";
  const MARK = Symbol.for("why403.embed");
  if (window[MARK]) return;
  window[MARK] = true;

  const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
  const PATH = /\/admin\/(?:realms|serverinfo)(?![\w-])[^?#]*/;
  // The boxes that documentation tools draw around a block of code.
  const BOXES = '[class*="codeBlockContainer"], .highlight, .highlighttable, .listingblock';
  // curl's options with a value. Other options count as switches, because their values contain no path of the Admin API.
  const SHORT_WITH_VALUE = "AbCcDdeEFhHKmoPQrTtuUwxXyYz";
  const LONG_WITH_VALUE =
    /^--(?:request|request-target|url|url-query|upload-file|data(?:-\w+)?|json|form|form-string|header|referer|proxy|preproxy|proxy-header|user|user-agent|cookie|cookie-jar|output|write-out|config|oauth2-bearer|cacert|cert|key|resolve|connect-to)$/;

  /** Splits shell text into commands, each a list of words. */
  function commandsOf(text) {
    const commands = [];
    let words = [];
    let word;
    const endWord = () => {
      if (word !== undefined) words.push(word);
      word = undefined;
    };
    const endCommand = () => {
      endWord();
      if (words.length) commands.push(words);
      words = [];
    };
    // Reads a substitution such as $(jq -r .id user.json): its text is one value, and the commands in it count too. Returns its end.
    const substitution = (start) => {
      let depth = 0;
      let end = start;
      for (; end < text.length; end += 1) {
        if (text[end] === "(") depth += 1;
        if (text[end] === ")" && (depth -= 1) === 0) break;
      }
      commands.push(...commandsOf(text.slice(start + 1, end)));
      word = `${word ?? ""}$value`;
      return end;
    };
    for (let at = 0; at < text.length; at += 1) {
      const letter = text[at];
      const next = text[at + 1];
      if (letter === "'" || letter === '"') {
        word ??= "";
        for (at += 1; at < text.length && text[at] !== letter; at += 1) {
          if (letter === '"' && text[at] === "$" && text[at + 1] === "(") {
            at = substitution(at + 1);
            continue;
          }
          if (letter === '"' && text[at] === "\\" && at + 1 < text.length) at += 1;
          word += text[at];
        }
      } else if ((letter === "\\" || letter === "`" || letter === "^") && (next === "\n" || (next === "\r" && text[at + 2] === "\n"))) {
        // A continued line of a shell, PowerShell, or cmd.
        at += next === "\r" ? 2 : 1;
        endWord();
      } else if (letter === "\\" && next !== undefined) {
        word = (word ?? "") + next;
        at += 1;
      } else if (letter === "$" && next === "(") {
        at = substitution(at + 1);
      } else if (/[\n;|&()]/.test(letter)) {
        endCommand();
      } else if (/\s/.test(letter)) {
        endWord();
      } else {
        word = (word ?? "") + letter;
      }
    }
    endCommand();
    return commands;
  }

  const isCurl = (word) => /(?:^|[\\/])curl(?:\.exe)?$/.test(word);

  /** The requests of a curl command. */
  function ofCurl(words) {
    const addresses = [];
    let stated;
    let implied = "GET";
    let isGet = false;
    const data = (name) => /^(?:d|F|data(?:-\w+)?|json|form|form-string)$/.test(name);
    const take = (name, value) => {
      if (name === "X" || name === "request") stated = value;
      else if (name === "url") addresses.push(value);
      else if (name === "T" || name === "upload-file") implied = "PUT";
      else if (data(name) && implied === "GET") implied = "POST";
    };
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at];
      if (word.startsWith("--")) {
        if (word === "--get") isGet = true;
        else if (word === "--head") implied = "HEAD";
        else if (LONG_WITH_VALUE.test(word)) take(word.slice(2), words[(at += 1)] ?? "");
      } else if (word.startsWith("-") && word.length > 1) {
        for (let letter = 1; letter < word.length; letter += 1) {
          if (word[letter] === "G") isGet = true;
          else if (word[letter] === "I") implied = "HEAD";
          else if (SHORT_WITH_VALUE.includes(word[letter])) {
            take(word[letter], word.slice(letter + 1) || (words[(at += 1)] ?? ""));
            break;
          }
        }
      } else {
        addresses.push(word);
      }
    }
    const method = (stated ?? (isGet ? "GET" : implied)).toUpperCase();
    return addresses.map((address) => [method, address]);
  }

  /** The requests of a command: curl's, or a method followed by an address, as in HTTP and in HTTPie. */
  function ofCommand(words) {
    const curl = words.findIndex(isCurl);
    if (curl >= 0) {
      const rest = words.slice(curl + 1);
      const next = rest.indexOf("--next");
      return next < 0 ? ofCurl(rest) : [...ofCurl(rest.slice(0, next)), ...ofCommand(["curl", ...rest.slice(next + 1)])];
    }
    const method = words.findIndex((word, at) => METHODS.includes(word) && PATH.test(words[at + 1] ?? ""));
    return method < 0 ? [] : [[words[method], words[method + 1]]];
  }

  /** The Admin API requests in a text, such as `PUT /admin/realms/{realm}/users/$ID`, without host and query. */
  function requestsIn(text) {
    const found = commandsOf(text)
      .flatMap(ofCommand)
      .map(([method, address]) => [method, PATH.exec(address)?.[0].trim().replace(/\/+$/, "")])
      .filter(([method, path]) => METHODS.includes(method) && path)
      .map(([method, path]) => `${method} ${path}`);
    return [...new Set(found)];
  }

  /** The text of a code block. Some tools end a line with an element instead of a line break. */
  function textOf(block) {
    const copy = block.cloneNode(true);
    for (const end of copy.querySelectorAll("br")) end.replaceWith("\n");
    // Without classes, Hugo's line numbers are the text that a reader cannot select.
    for (const numbers of copy.querySelectorAll('.linenos, .lnt, .ln, .linenodiv, [style*="user-select:none"]')) numbers.remove();
    return copy.textContent;
  }

  /** The theme of the page at an element. The nearest background that is not transparent decides. */
  function themeAt(element) {
    for (let at = element; at; at = at.parentElement) {
      const [red, green, blue, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
      if (alpha > 0.5) return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
    }
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    const dark = scheme === "dark" || (scheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches);
    return dark ? "dark" : "light";
  }

  // Each frame with its element, and whether the script added the frame without an attribute that requests it.
  const frames = new Map();

  function frameOf(path, title, owner, isGuess) {
    const frame = document.createElement("iframe");
    const isPlayground = path === "embed/playground";
    frame.title = title;
    frame.loading = "lazy";
    frame.referrerPolicy = "no-referrer";
    // The playground loads modules, which a page without an origin may not. The other pages need no origin.
    frame.sandbox = `allow-scripts allow-popups allow-popups-to-escape-sandbox${isPlayground ? " allow-same-origin" : ""}`;
    if (isPlayground) frame.allow = "clipboard-write";
    Object.assign(frame.style, { display: "block", width: "100%", height: isPlayground ? "40rem" : "12rem", border: "0", margin: "0.75rem 0" });
    frames.set(frame, { owner, isGuess, origin: isPlayground ? base.origin : "null" });
    frame.src = `${new URL(path, base)}#${themeAt(owner.parentElement ?? owner)}`;
    return frame;
  }

  const roleOf = (request, owner, isGuess) =>
    frameOf(`embed/role?op=${encodeURIComponent(request)}`, `Required role: ${request}`, owner, isGuess);

  const seen = new WeakSet();

  /** Adds the frames of an element, once. */
  function attach(element) {
    if (seen.has(element)) return;
    const { why403Op: operation, why403Cause: cause, why403Playground: playground } = element.dataset;
    if (operation !== undefined || cause !== undefined || playground !== undefined) {
      seen.add(element);
      if (operation) element.append(roleOf(operation, element, false));
      if (cause) element.append(frameOf(`embed/cause/${encodeURIComponent(cause)}`, `Keycloak: ${cause}`, element, false));
      if (playground !== undefined) element.append(frameOf("embed/playground", "Why403", element, false));
      return;
    }
    const isAsked = element.closest('[data-why403]:not([data-why403="off"])');
    if (!isAsked && (!automatic || element.closest('[data-why403="off"]'))) return;
    const requests = requestsIn(textOf(element));
    if (!requests.length) return;
    seen.add(element);
    let last = element;
    for (let box = element.closest(BOXES); box; box = box.parentElement?.closest(BOXES)) last = box;
    for (const request of requests) {
      const frame = roleOf(request, element, !isAsked);
      last.after(frame);
      last = frame;
    }
  }

  function attachAll() {
    // A page that changes without being loaded, such as one of Docusaurus, may have removed the code or the frame.
    const lost = new Set([...frames].filter(([frame, { owner }]) => !owner.isConnected || !frame.isConnected).map(([, { owner }]) => owner));
    for (const [frame, { owner }] of frames) {
      if (!lost.has(owner)) continue;
      frame.remove();
      frames.delete(frame);
      seen.delete(owner);
    }
    for (const element of document.querySelectorAll("[data-why403-op], [data-why403-cause], [data-why403-playground], pre")) attach(element);
  }

  function followTheme() {
    for (const [frame, { owner, origin }] of frames) {
      const theme = themeAt(owner.parentElement ?? owner);
      // The origin of a sandboxed page is opaque, and only "*" reaches it. The message says "light" or "dark".
      frame.contentWindow?.postMessage({ why403: "theme", theme }, origin === "null" ? "*" : origin);
    }
  }

  addEventListener("message", (event) => {
    const found = [...frames].find(([frame]) => frame.contentWindow === event.source);
    if (!found || event.origin !== found[1].origin) return;
    const [frame, { isGuess }] = found;
    const { why403: kind, height } = event.data ?? {};
    if (kind === "height" && Number.isFinite(height)) frame.style.height = `${Math.min(Math.max(height, 20), 20_000)}px`;
    // An empty frame that no attribute requests is hidden. The element stays known, so that the frame is not added again.
    if (kind === "nothing" && isGuess) frame.style.display = "none";
    if (kind === "ready") followTheme();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", followTheme);

  let waiting = false;
  function later() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      attachAll();
      followTheme();
    });
  }

  function begin() {
    attachAll();
    new MutationObserver(later).observe(document.body, { childList: true, subtree: true });
    // The themes of documentation tools are attributes of the page.
    for (const element of [document.documentElement, document.body]) {
      new MutationObserver(later).observe(element, { attributes: true });
    }
  }
  if (document.readyState === "complete") begin();
  // A framework takes over the page before its load event, and expects it as the server wrote it.
  else addEventListener("load", begin);
})();
