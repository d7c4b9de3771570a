(ask) => {
  // One look at a frame: every control a person could fill, what names it, and whether a person can see it.
  // Selectors are plain CSS, unique over the document and all open shadow roots together (as Playwright matches them).
  // `ask.selectors`: overrides of the user's; `ask.links`: also plain links that may open a form.
  const asked = (ask && ask.selectors) || [];
  const matching = (element) => asked.filter((selector) => { try { return element.matches(selector); } catch { return false; } });
  const roots = [document];
  for (let i = 0; i < roots.length; i++)
    for (const element of roots[i].querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  const clean = (text, most = 200) => (text || '').replace(/[\s\u00a0\u200b]+/g, ' ').trim().slice(0, most);
  const up = (node) => node.parentElement || (node.getRootNode() instanceof ShadowRoot ? node.getRootNode().host : null);
  const styles = new Map();
  const styleOf = (node) => { if (!styles.has(node)) styles.set(node, getComputedStyle(node)); return styles.get(node); };
  const px = (value) => Math.abs(parseFloat(value)) || 0;
  const FIELD = 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]),textarea,select,[contenteditable]:not([contenteditable=false])';

  // --- what a person sees ----------------------------------------------------------------------------------------
  const ticked = (element) => element.type === 'checkbox' || element.type === 'radio' || element.type === 'file';
  const hiddenSelf = (element) => {
    const style = styleOf(element), box = element.getBoundingClientRect();
    if (element.type === 'hidden') return 'type';
    if (style.visibility !== 'visible') return 'visibility';
    if (element.checkVisibility && !element.checkVisibility()) return 'display';  // `details` that are closed, too
    if (!box.width && !box.height && !element.getClientRects().length) return 'display';
    if (box.width < 4 || box.height < 4) return 'size';
    const x = box.left + scrollX, y = box.top + scrollY;
    if (x + box.width < 1 || y + box.height < 1 || x > innerWidth + 1500) return 'place';
    return '';
  };
  const clippedAway = (style) => {
    const inset = /inset\((\d+)%/.exec(style.clipPath || '');
    const clip = /rect\(([^)]*)\)/.exec(style.clip || '');
    const sides = clip ? clip[1].split(/[ ,]+/).map(parseFloat) : [];
    return (inset && +inset[1] >= 50) || /circle\(0|polygon\((0(px|%)?[ ,]*)+\)/.test(style.clipPath || '') ||
      (sides.length === 4 && style.position !== 'static' && sides[2] - sides[0] < 3 && sides[1] - sides[3] < 3);
  };
  const depth = 4000 + (document.body ? [...document.body.children].filter((one) => /static|relative/.test(styleOf(one).position)).reduce((sum, one) => sum + one.offsetHeight, 0) : 0);
  const hiddenUp = (element, owner) => {
    // Ancestors hide by opacity, clipping, an empty box, a place far away, or a layer behind the page.
    let opacity = 1, position = styleOf(element).position;
    const box = element.getBoundingClientRect();
    for (let node = element; node; node = up(node)) {
      const style = styleOf(node);
      if (style.display === 'none') return 'display';
      opacity *= parseFloat(style.opacity) * (/opacity\(0(%|\))/.test(style.filter) ? 0 : 1);
      if (opacity < 0.05) return 'opacity';
      if (clippedAway(style)) return 'clip';
      if (style.position !== 'static' && (px(style.left) > 2000 || parseFloat(style.top) < -2000 || parseFloat(style.top) > depth)) return 'place';
      if (style.position !== 'static' && parseInt(style.zIndex) < 0 && node !== owner && (!owner || owner.contains(node))) return 'layer';
      if (node.getAttribute('aria-hidden') === 'true' && owner && owner !== node && owner.contains(node)) return 'aria-hidden';
      if (node !== element && style.overflowX !== 'visible' && node !== document.body && node !== document.documentElement) {
        const escaped = position === 'fixed' || (position === 'absolute' && style.position === 'static');
        const edge = node.getBoundingClientRect();
        if (!escaped && style.display !== 'contents' && style.display !== 'inline') {
          if (node.clientHeight < 3 || node.clientWidth < 3) return 'clip';
          const still = /hidden|clip/.test(style.overflowX + style.overflowY);
          if (still && (box.left >= edge.right || box.right <= edge.left || box.top >= edge.bottom || box.bottom <= edge.top)) return 'clip';
        }
      }
      if (style.position === 'fixed' || (style.position !== 'static' && position !== 'fixed')) position = style.position;
    }
    return '';
  };
  const hidden = (element, owner) => {
    const why = hiddenSelf(element) || hiddenUp(element, owner);
    if (!why || !ticked(element) || why === 'type') return why;
    // A tick box or file button drawn by its label stays usable through the label.
    const labels = element.labels ? [...element.labels] : [];
    const drawn = labels.find((label) => !hiddenSelf(label) && !hiddenUp(label, owner));
    return drawn ? '' : why;
  };

  // --- what names a control --------------------------------------------------------------------------------------
  const SILENT = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'SELECT', 'TEXTAREA', 'OPTION', 'BUTTON', 'SVG', 'svg']);
  const said = (node) => {
    if (!node) return '';
    if (node.nodeType === 3) return node.nodeValue;
    if (node.nodeType !== 1 || SILENT.has(node.tagName)) return '';
    let text = '';
    for (const child of node.childNodes) text += said(child) + (child.nodeType === 1 && styleOf(child).display !== 'inline' ? ' ' : '');
    return text;
  };
  const byIds = (element, attribute) => {
    const root = element.getRootNode();
    return (element.getAttribute(attribute) || '').split(/\s+/).filter(Boolean)
      .map((id) => (root.getElementById && root.getElementById(id)) || document.getElementById(id)).filter(Boolean);
  };
  const labelsOf = (element) => {
    const labels = element.labels ? [...element.labels] : [];
    return labels.length || !element.id ? labels : [...element.getRootNode().querySelectorAll(`label[for="${CSS.escape(element.id)}"]`)];
  };
  const labelOf = (element) => clean(byIds(element, 'aria-labelledby').map(said).join(' ')) ||
    clean(element.getAttribute('aria-label')) || clean(labelsOf(element).map(said).join(' ')) || '';
  const holdsField = (node) => node.nodeType === 1 && (node.matches(FIELD) || node.querySelector(FIELD) !== null);
  const cellBefore = (element) => {
    const cell = element.closest('td,th');
    if (!cell) return '';
    for (let other = cell.previousElementSibling; other; other = other.previousElementSibling) {
      if (holdsField(other)) return '';
      if (clean(said(other))) return clean(said(other));
    }
    const above = cell.parentElement && cell.parentElement.previousElementSibling;
    const head = above && above.children[cell.cellIndex];
    return head && !holdsField(above) ? clean(said(head)) : '';
  };
  const before = (element) => {
    // The nearest text in front: in the same cell or block, then outwards; never past another field.
    for (let node = element, steps = 0; node && steps < 6; node = up(node), steps++) {
      let text = '';
      for (let sibling = node.previousSibling; sibling; sibling = sibling.previousSibling) {
        if (holdsField(sibling)) return clean(text) ? clean(text).slice(-120) : '';
        text = said(sibling) + ' ' + text;
        if (clean(text) && sibling.nodeType === 1 && !/^(B|I|EM|STRONG|SPAN|SUP|FONT|ABBR|SMALL|BR)$/.test(sibling.tagName)) break;
      }
      if (/[\p{L}\p{N}]/u.test(text)) return clean(text).slice(-120);
      if (node.tagName === 'TD' || node.tagName === 'TH') return cellBefore(node);
      if (node.tagName === 'FORM') break;
    }
    return '';
  };
  const after = (element) => {
    let text = '';
    for (let node = element, steps = 0; node && steps < 3 && !clean(text); node = up(node), steps++) {
      for (let sibling = node.nextSibling; sibling; sibling = sibling.nextSibling) {
        if (holdsField(sibling) || (sibling.tagName === 'BR' && clean(text))) break;
        text += said(sibling);
      }
      if (/^(FORM|TD|FIELDSET)$/.test(node.tagName)) break;
    }
    return clean(text, 160);
  };
  const groupOf = (element) => {
    const group = element.closest('fieldset,[role=group],[role=radiogroup]');
    if (!group) return '';
    const legend = group.querySelector(':scope > legend');
    return clean((legend && said(legend)) || labelOf(group), 120);
  };

  // --- selectors -------------------------------------------------------------------------------------------------
  const unique = (selector, element) => {
    let found = 0;
    for (const root of roots) { found += root.querySelectorAll(selector).length; if (found > 1) return false; }
    return found === 1 && element.getRootNode().querySelector(selector) === element;
  };
  const fleeting = (id) => /\d{5,}|^:|^(ember|react-|radix-|mui-)|[0-9a-f]{8}-[0-9a-f]{4}/.test(id);
  const step = (node) => {
    const same = node.parentNode ? [...node.parentNode.children].filter((other) => other.tagName === node.tagName) : [node];
    const tag = CSS.escape(node.tagName.toLowerCase());
    return same.length > 1 ? `${tag}:nth-of-type(${same.indexOf(node) + 1})` : tag;
  };
  const selectorOf = (element) => {
    const tag = element.tagName.toLowerCase(), id = element.id ? `#${CSS.escape(element.id)}` : '';
    const name = element.getAttribute('name');
    const tries = [fleeting(element.id) ? '' : id, name ? `${tag}[name="${CSS.escape(name)}"]` : '',
      name && element.type ? `${tag}[name="${CSS.escape(name)}"][value="${CSS.escape(element.getAttribute('value') || '')}"]` : '', id];
    for (const one of tries) if (one && unique(one, element)) return one;
    let path = step(element), anchored = false;
    for (let node = element.parentElement; node && !anchored; node = node.parentElement) {
      const anchor = node.id && !fleeting(node.id) ? `#${CSS.escape(node.id)}` : '';
      anchored = Boolean(anchor) && unique(anchor, node);
      path = `${anchored ? anchor : step(node)} > ${path}`;
    }
    if (unique(path, element)) return path;
    // The same path in two shadow roots: the host's selector goes in front (Playwright's `>>`).
    const root = element.getRootNode();
    return root instanceof ShadowRoot ? `${selectorOf(root.host)} >> ${path}` : path;
  };

  // --- rows ------------------------------------------------------------------------------------------------------
  const forms = all('form');
  const ordinal = new Map();
  let counter = 0;
  const pathOf = (element) => {
    const path = [];
    for (let node = element; node; node = up(node)) { if (!ordinal.has(node)) ordinal.set(node, counter++); path.push(ordinal.get(node)); }
    return path.reverse();
  };
  const editable = (element) => element.isContentEditable && !(up(element) && up(element).isContentEditable);
  const kindOf = (element, tag) => {
    const role = (element.getAttribute('role') || '').toLowerCase();
    if (tag === 'button') return (element.getAttribute('type') || 'submit').toLowerCase();
    if (tag === 'textarea' || tag === 'select') return tag;
    if (role === 'combobox' || role === 'listbox' || (role === 'button' && /listbox/.test(element.getAttribute('aria-haspopup') || ''))) return 'combobox';
    if (tag === 'input') return (element.getAttribute('type') || 'text').toLowerCase();
    if (role === 'checkbox' || role === 'switch' || role === 'radio') return `aria-${role === 'radio' ? 'radio' : 'checkbox'}`;
    return editable(element) ? 'editable' : 'button';
  };
  const clickable = 'button,input[type=submit],input[type=button],input[type=image],[role=button],a[onclick],a[href^="javascript:"],form a[href="#"],a[class*=btn],a[class*=button],div[onclick],span[onclick],div[class*=btn],span[class*=btn]';
  const candidates = all(`input,textarea,select,[contenteditable]:not([contenteditable=false]),[role=combobox],[role=listbox],[aria-haspopup=listbox],[role=checkbox],[role=switch],[role=radio],${clickable}${ask && ask.links ? ',a[href^="#"],summary' : ''}`);
  const stepHolder = (element, why) => {
    // Hidden together with its neighbours, a button among them: a later step, where a honeypot hides alone.
    if (why !== 'display' && why !== 'visibility' && why !== 'clip') return false;
    let top = null;
    for (let node = element; node && node.tagName !== 'BODY' && node.tagName !== 'FORM'; node = up(node)) {
      const style = styleOf(node);
      if (style.display === 'none' || (why !== 'display' && (style.visibility !== 'visible' || node.clientHeight < 3))) top = node;
    }
    if (!top || top === element || top.getAttribute('aria-hidden') === 'true' && why === 'clip') return false;
    const fields = [...top.querySelectorAll(FIELD)].length;
    return fields > 1 || top.querySelector('button,input[type=submit],[role=button]') !== null || /step|page|slide|stage|panel|screen|question/i.test(`${top.className} ${top.id}`);
  };
  const isRequired = (element, label, text) => element.required === true || element.getAttribute('aria-required') === 'true' ||
    /^\s*\*|\*\s*:?\s*$/.test(label) || (!label && /^\s*\*|\*\s*:?\s*$/.test(text)) || /\*\s*$/.test(element.getAttribute('placeholder') || '') ||
    /(^|[\s_-])(required|mandatory|obligat[a-z]*)([\s_-]|$)/i.test(` ${element.className || ''} ${labelsOf(element).map((one) => one.className).join(' ')} `.replace(/not-required|aria-required/g, ''));
  const rows = [];
  for (const element of new Set(candidates)) {
    const tag = element.tagName.toLowerCase(), type = kindOf(element, tag);
    if (type === 'hidden' && tag === 'input') continue;
    const isButton = /^(submit|button|image|reset)$/.test(type);
    if (element.hasAttribute('contenteditable') && !editable(element)) continue;
    if (type === 'combobox' && tag !== 'input' && element.querySelector('input,[role=combobox]')) continue;
    if (type === 'combobox' && element.getAttribute('role') === 'listbox' && all('[role=combobox],[aria-haspopup=listbox]').length) continue;
    const native = element.form !== undefined && 'form' in element && (tag !== 'div');
    const owner = native ? element.form : element.closest('form');
    const why = hidden(element, owner);
    if (isButton && why === 'display' && !owner) continue;
    const label = isButton ? clean(labelOf(element)) : labelOf(element);
    const text = isButton ? '' : before(element);
    rows.push({
      index: rows.length, tag, type, element, matches: matching(element),
      name: element.getAttribute('name') || '', id: element.id || '', cls: clean(String(element.className && element.className.baseVal === undefined ? element.className : ''), 120),
      autocomplete: (element.getAttribute('autocomplete') || '').toLowerCase(),
      label, placeholder: clean(element.getAttribute('placeholder') || element.getAttribute('data-placeholder')), title: clean(element.getAttribute('title')),
      before: text, after: isButton ? '' : after(element), group: isButton ? '' : groupOf(element),
      text: isButton ? clean(said({nodeType: 1, tagName: 'X', childNodes: element.childNodes}) || element.value || element.getAttribute('alt') || label, 80) : '',
      value: clean(element.value, 80), checked: element.checked === true,
      required: !isButton && isRequired(element, label, text), visible: !why, why,
      later: Boolean(why) && stepHolder(element, why), skipped: element.getAttribute('tabindex') === '-1',
      disabled: element.disabled === true || element.getAttribute('aria-disabled') === 'true', readonly: element.readOnly === true,
      form: owner ? forms.indexOf(owner) : -1, path: pathOf(element), inputmode: element.getAttribute('inputmode') || '',
      href: tag === 'a' ? element.getAttribute('href') || '' : '', layer: element.closest('[role=dialog],[role=alertdialog],dialog') ? 1 : 0,
      options: tag === 'select' ? [...element.options].map((option) => ({value: option.value, text: clean(option.textContent, 80), disabled: option.disabled})) : [],
    });
  }
  for (const row of rows) { row.selector = selectorOf(row.element); delete row.element; }

  // --- the page around -------------------------------------------------------------------------------------------
  const heading = (form) => {
    const inside = form.querySelector('h1,h2,h3,h4,legend');
    if (inside && clean(said(inside))) return clean(said(inside), 120);
    for (let node = form, steps = 0; node && steps < 3; node = up(node), steps++)
      for (let sibling = node.previousElementSibling; sibling; sibling = sibling.previousElementSibling) {
        const head = sibling.matches('h1,h2,h3,h4,h5') ? sibling : [...sibling.querySelectorAll('h1,h2,h3,h4,h5')].pop();
        if (head && clean(said(head))) return clean(said(head), 120);
      }
    return '';
  };
  const about = forms.map((form) => ({
    selector: selectorOf(form), matches: matching(form), id: form.id || '', cls: clean(String(form.className), 120), name: form.getAttribute('name') || '', path: pathOf(form),
    action: form.getAttribute('action') ? form.action : '', method: (form.method || 'get').toLowerCase(), role: form.getAttribute('role') || '', heading: heading(form),
  }));
  const links = all('a[href^="mailto:"],a[href^="tel:"]').map((link) => link.getAttribute('href')).slice(0, 20);
  const chats = all('iframe[title*=chat i],[id*=chat-widget i],[class*=chat-widget i],[id^=intercom i],[class^=intercom i],#tidio-chat,#tawkchat,[aria-label*="live chat" i],button[aria-label*=chat i]')
    .slice(0, 1).map((element) => `chat:${clean(element.getAttribute('title') || element.getAttribute('aria-label') || element.id || 'widget', 40)}`);
  const walls = all('iframe[src*="recaptcha"],iframe[src*="hcaptcha"],iframe[src*="turnstile"],iframe[src*="captcha"],.g-recaptcha,.h-captcha,.cf-turnstile,.frc-captcha,[data-sitekey],altcha-widget,img[src*="captcha" i],[class*=captcha i] canvas')
    .filter((element) => element.getAttribute('data-size') !== 'invisible' && !element.closest('.grecaptcha-badge') && !/size=invisible/.test(element.getAttribute('src') || ''))
    .filter((element) => (element.tagName !== 'IMG' && element.tagName !== 'IFRAME' && styleOf(element).display !== 'none') || !hiddenUp(element, null))
    .map((element) => ({form: element.closest('form') ? forms.indexOf(element.closest('form')) : -1, kind: clean(element.className || element.getAttribute('src') || element.tagName, 80), path: pathOf(element)}));
  const password = rows.some((row) => row.type === 'password' && row.visible);
  // Worth a closer look: a button in something that floats or calls itself a cookie banner.
  const floats = (element) => {
    for (let node = element; node && node !== document.body; node = up(node))
      if (/^(fixed|sticky)$/.test(styleOf(node).position) || /dialog/.test(node.getAttribute('role') || '') ||
        /cookie|consent|gdpr|cmp|onetrust|didomi|usercentrics/i.test(`${node.id} ${node.className}`)) return true;
    return false;
  };
  const banner = all('button,[role=button],input[type=button],input[type=submit],a').some((element) => floats(element));
  // As text: the browser's own protocol takes much longer over nested values.
  return JSON.stringify({rows, forms: about, links: [...links, ...chats], walls, password, banner, lang: document.documentElement.lang || '', title: clean(document.title), url: location.href,
    heading: clean(said(document.querySelector('h1')), 120), passwordForms: [...new Set(rows.filter((row) => row.type === 'password' && row.visible).map((row) => row.form))]});
}
