() => {
  // Everything on a page that may lead to support: links, addresses, numbers, chats, fields.
  const clean = (text) => (text || '').replace(/\s+/g, ' ').trim().slice(0, 120);
  const placeOf = (element) => element.closest('nav,header,[role=navigation]') ? 'nav' : element.closest('footer') ? 'footer' : 'main';
  const seen = (element) => { const box = element.getBoundingClientRect(); return box.width > 1 && box.height > 1; };
  const links = [...document.querySelectorAll('a[href]')].filter(seen).map((link) => ({
    href: link.href, text: clean(link.innerText || link.getAttribute('aria-label') || link.title || (link.querySelector('img') || {}).alt),
    place: placeOf(link),
  }));
  const sources = [...document.querySelectorAll('script[src],iframe[src]')].map((element) => element.src);
  const buttons = [...document.querySelectorAll('button,[role=button]')].filter(seen).map((one) => clean(one.innerText || one.getAttribute('aria-label')));
  const has = (selector) => [...document.querySelectorAll(selector)].some(seen);
  return {
    links: links.slice(0, 600), sources, buttons: buttons.slice(0, 100),
    title: clean(document.title), heading: clean((document.querySelector('h1') || {}).innerText),
    headings: [...document.querySelectorAll('h1,h2')].map((one) => clean(one.innerText)).slice(0, 30),
    text: document.body ? document.body.innerText.slice(0, 40000) : '',
    language: (document.documentElement.lang || '').toLowerCase().split('-')[0],
    fields: has('textarea,[contenteditable=""],[contenteditable=true],input[type=email]') || has('iframe'),
    password: has('input[type=password]'),
  };
}
