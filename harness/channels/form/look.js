() => {
  // What a person sees of a frame right now, and what the page itself says about its fields.
  const roots = [document];
  for (let i = 0; i < roots.length; i++)
    for (const element of roots[i].querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 3 && box.height > 3 && getComputedStyle(element).visibility !== 'hidden';
  };
  const nameOf = (element) => element.name || element.id || element.getAttribute('aria-label') || '';
  const fields = 'input:not([type=hidden]),textarea,select';
  const marked = all(fields + ',[contenteditable]').filter((element) =>
    seen(element) && (element.getAttribute('aria-invalid') === 'true'
      || element.matches('.is-invalid,.has-error,.input-error,.wpcf7-not-valid,.field-error')
      || element.closest('.has-error,.field_with_errors,.is-invalid')));
  const texts = [document.body ? document.body.innerText : '', ...roots.slice(1).map((root) =>
    [...root.children].map((child) => child.innerText || '').join('\n'))];
  const live = all('[role=alert],[role=status],[aria-live]:not([aria-live=off]),output,dialog[open],[role=alertdialog]');
  return {
    text: texts.join('\n'),
    live: live.filter(seen).map((element) => (element.innerText || '').trim()).filter(Boolean),
    marked: marked.map(nameOf).filter(Boolean),
    native: all(fields).filter((element) => element.matches(':invalid')).map(nameOf),
    stands: all('textarea,[contenteditable]:not([contenteditable=false])').some(seen),
    language: (document.documentElement.lang || '').toLowerCase(),
    ready: document.readyState === 'complete',
  };
}
