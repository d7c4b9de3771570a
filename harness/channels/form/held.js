(selectors) => {
  // What controls hold now; boxes answer "ticked" or nothing. Open shadow roots are searched, too.
  const roots = [document];
  for (const root of roots) for (const one of root.querySelectorAll('*')) if (one.shadowRoot) roots.push(one.shadowRoot);
  return selectors.map((selector) => {
    const found = roots.map((root) => root.querySelector(selector)).find(Boolean);
    if (!found) return '';
    if (found.type === 'checkbox' || /^(checkbox|switch)$/.test(found.getAttribute('role') || ''))
      return found.checked === true || found.getAttribute('aria-checked') === 'true' ? 'ticked' : '';
    return found.value !== undefined ? found.value : found.innerText;
  });
}
