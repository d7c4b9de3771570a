({cookies, reject, accept, choice}) => {
  // A cookie banner in this frame: press the wanted answer, or the only one there is. Returns what was pressed.
  const [about, no, yes] = [cookies, reject, accept].map((source) => new RegExp(source, 'i'));
  const roots = [document];
  for (let i = 0; i < roots.length; i++)
    for (const element of roots[i].querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const seen = (element) => { const box = element.getBoundingClientRect(); return box.width > 3 && box.height > 3 && getComputedStyle(element).visibility === 'visible'; };
  const floats = (element) => {
    for (let node = element; node; node = node.parentElement || (node.getRootNode() instanceof ShadowRoot ? node.getRootNode().host : null)) {
      if (/^(fixed|sticky)$/.test(getComputedStyle(node).position) || node.tagName === 'DIALOG' || /dialog/.test(node.getAttribute('role') || '')) return node;
      if (/cookie|consent|gdpr|cmp|onetrust|didomi|usercentrics/i.test(`${node.id} ${node.className}`) && node !== document.body && node !== document.documentElement) return node;
    }
    return null;
  };
  const says = (element) => (element.innerText || element.value || element.getAttribute('aria-label') || '').replace(/\s+/g, ' ').trim();
  const buttons = roots.flatMap((root) => [...root.querySelectorAll('button,[role=button],input[type=button],input[type=submit],a')])
    .filter((element) => seen(element) && says(element).length < 60);
  const inBanner = buttons.filter((element) => {
    const box = floats(element);
    return box && about.test(`${box.innerText || ''} ${box.id} ${box.className}`) && !box.querySelector('textarea') && !/^http|^\//.test(element.getAttribute('href') || '#');
  });
  const refusing = inBanner.find((element) => no.test(says(element)));
  const agreeing = inBanner.find((element) => yes.test(says(element)) && !no.test(says(element)));
  const pressed = choice === 'accept' ? agreeing || refusing : refusing || agreeing;
  if (!pressed) return null;
  const text = says(pressed);
  pressed.click();
  return {text, kind: pressed === refusing ? 'rejected' : 'accepted', only: choice !== 'accept' && pressed === agreeing};
}
