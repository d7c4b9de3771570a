() => {
  // One look at a frame: every control a person could fill, what names it, and whether it can be seen.
  const roots = [document];
  for (let i = 0; i < roots.length; i++)
    for (const element of roots[i].querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  const clean = (text) => (text || '').replace(/\s+/g, ' ').trim().slice(0, 200);
  const isVisible = (element) => {
    // A honeypot is hidden by position, size, clipping or opacity as often as by `display`.
    if (element.type === 'hidden') return false;
    const box = element.getBoundingClientRect();
    const wide = document.documentElement.scrollWidth, tall = document.documentElement.scrollHeight;
    if (element.type !== 'checkbox' && element.type !== 'radio' && element.type !== 'file')
      if (box.width < 4 || box.height < 4) return false;
    if (box.right + scrollX < 1 || box.bottom + scrollY < 1 || box.left + scrollX > wide || box.top + scrollY > tall + 50) return false;
    for (let node = element; node && node.nodeType === 1; node = node.parentElement || node.getRootNode().host) {
      const style = getComputedStyle(node);
      if (style.display === 'none' || style.visibility === 'hidden') return false;
      if (parseFloat(style.opacity) < 0.05 && element.type !== 'file' && element.type !== 'checkbox') return false;
      if (node !== element && style.overflow !== 'visible' && (node.clientHeight < 3 || node.clientWidth < 3) && style.position !== 'static') return false;
      if (node.getAttribute('aria-hidden') === 'true' && node !== document.body) return false;
    }
    return true;
  };
  const labelOf = (element) => {
    const by = (element.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean);
    const root = element.getRootNode();
    const named = by.map((id) => root.getElementById && root.getElementById(id)).filter(Boolean).map((node) => node.textContent).join(' ');
    if (clean(named)) return clean(named);
    if (clean(element.getAttribute('aria-label'))) return clean(element.getAttribute('aria-label'));
    const labels = element.labels ? [...element.labels].map((label) => label.textContent).join(' ') : '';
    return clean(labels) || clean(element.getAttribute('title'));
  };
  const before = (element) => {
    // The nearest text in front: a table cell, a sibling, a legend.
    for (let node = element, steps = 0; node && steps < 4; node = node.parentElement, steps++) {
      for (let sibling = node.previousSibling; sibling; sibling = sibling.previousSibling) {
        if (sibling.nodeType === 1 && sibling.querySelector && sibling.querySelector('input,textarea,select')) break;
        const text = clean(sibling.textContent);
        if (text) return text.slice(-120);
      }
      if (node.tagName === 'FORM') break;
    }
    return '';
  };
  const forms = all('form');
  const controls = all('input,textarea,select,[contenteditable="true"],[contenteditable=""],button,[role="button"]');
  const rows = [];
  controls.forEach((element, index) => {
    element.setAttribute('data-shopper', String(index));
    const tag = element.tagName.toLowerCase();
    const owner = element.form !== undefined ? element.form : element.closest('form');
    rows.push({
      index, tag,
      type: (element.getAttribute('type') || (tag === 'button' ? 'submit' : tag === 'textarea' ? 'textarea' : tag === 'select' ? 'select' : tag === 'input' ? 'text' : 'editable')).toLowerCase(),
      name: element.getAttribute('name') || '', id: element.id || '',
      autocomplete: (element.getAttribute('autocomplete') || '').toLowerCase(),
      label: labelOf(element), placeholder: clean(element.getAttribute('placeholder')), before: before(element),
      text: clean(element.textContent || element.value), value: clean(element.value),
      required: element.required === true || element.getAttribute('aria-required') === 'true' || /\*\s*$/.test(labelOf(element)),
      visible: isVisible(element), disabled: element.disabled === true || element.readOnly === true,
      form: owner ? forms.indexOf(owner) : -1,
      options: tag === 'select' ? [...element.options].map((option) => ({value: option.value, text: clean(option.textContent), disabled: option.disabled})) : [],
    });
  });
  const links = all('a[href^="mailto:"],a[href^="tel:"]').map((link) => link.getAttribute('href')).slice(0, 20);
  const captcha = all('iframe[src*="captcha"],iframe[src*="turnstile"],.g-recaptcha,.h-captcha,.cf-turnstile,[data-sitekey]').length > 0;
  const password = controls.some((element) => element.type === 'password' && isVisible(element));
  return {rows, links, captcha, password, forms: forms.length, text: document.body ? document.body.innerText : ''};
}
