(frame) => {
  // The CSS selector of a frame's element in the page around it.
  const only = (selector) => { const all = document.querySelectorAll(selector); return all.length === 1 && all[0] === frame; };
  const name = frame.getAttribute('name'), source = frame.getAttribute('src');
  const tries = [frame.id && `#${CSS.escape(frame.id)}`, name && `iframe[name="${CSS.escape(name)}"]`,
    source && `iframe[src="${CSS.escape(source)}"]`];
  const found = tries.find((one) => one && only(one));
  if (found) return found;
  let path = '';
  for (let node = frame; node && node.nodeType === 1; node = node.parentElement) {
    const same = node.parentElement ? [...node.parentElement.children].filter((one) => one.tagName === node.tagName) : [node];
    const tag = node.tagName.toLowerCase();
    path = (same.length > 1 ? `${tag}:nth-of-type(${same.indexOf(node) + 1})` : tag) + (path && ' > ' + path);
  }
  return path;
}
