'use strict';
// Fetches the page again now and then and puts its new middle in place of the old one, unless
// somebody is just copying from it.
const PERIOD_MS = 5000;
async function refresh() {
  if (document.hidden || !document.getSelection().isCollapsed) return;
  const lost = document.getElementById('lost');
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of ['summary', 'content']) {
      document.getElementById(part).replaceWith(page.getElementById(part));
    }
    lost.hidden = true;
  } catch (failure) {
    lost.hidden = false;
  }
}
setInterval(refresh, PERIOD_MS);
