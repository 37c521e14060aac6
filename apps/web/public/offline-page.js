/**
 * The page that the service worker shows in place of one that needs the network. It says what is true (everything
 * written is kept) and what can be done (the documents on this device can be opened). It is self-contained, since no
 * asset of the application is sure to be on the device. The colours are those of `globals.css`.
 */
const STYLE = `
  :root { color-scheme: light dark; --paper: #fcfbf8; --ink: #1d2026; --quiet: #61646c; --line: #e0ddd7; --accent: #33439b }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #14161c; --ink: #e9e7e3; --quiet: #a3a6ad; --line: #31343d; --accent: #a3b2f5 }
  }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.6 "Inter Variable", system-ui, sans-serif }
  main { box-sizing: border-box; max-width: 32rem; margin: 0 auto; padding: 18vh 1.5rem 3rem }
  .mark { display: flex; align-items: center; gap: 0.5rem; margin: 0 0 1.25rem; color: var(--ink);
    font: 600 1.25rem/1.4 "Source Serif 4 Variable", Georgia, serif; letter-spacing: -0.025em }
  .mark svg { width: 1.75rem; height: 1.75rem; color: var(--accent) }
  h1 { margin: 0 0 0.75rem; font: 400 1.9rem/1.2 "Source Serif 4 Variable", Georgia, serif }
  h2 { margin: 2rem 0 0.5rem; color: var(--quiet); font-size: 0.85rem; font-weight: 500 }
  p { margin: 0 0 1.25rem; color: var(--quiet) }
  ul { margin: 0; padding: 0; border-top: 1px solid var(--line); list-style: none }
  li { border-bottom: 1px solid var(--line) }
  li a { display: block; overflow: hidden; padding: 0.7rem 0; color: inherit; text-decoration: none; text-overflow: ellipsis;
    white-space: nowrap }
  li a:hover { color: var(--accent) }
  a:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  button { padding: 0.4rem 0.9rem; border: 1px solid var(--line); border-radius: 0.4rem; background: none; color: inherit;
    font: inherit; cursor: pointer }
`

/** The quill of `logo.tsx`. */
const LOGO =
  '<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M26.5 3.5C17 4.5 9.8 10.6 8.6 20.4c4.6.3 8.6-1 11.4-3.6-1.7.3-3 .2-4.3-.2 3.9-.6 6.7-2.5 8.3-5.6-1.4.5-2.7.6-4 .4 3.8-1.2 6-3.9 6.5-7.9Z" fill="currentColor"/><path d="M18.5 10.5C13.5 13.7 9.8 18.3 7.6 24.2c-.6 1.7.2 3.3 2 3.3h4.2c2.6 0 2.6-4 5.2-4s2.6 4 5.2 4h4.3" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/></svg>'

/**
 * It reloads when the network is back, but not when it is back for a moment only: a reload would interrupt the opening
 * of a document.
 *
 * @param kept the pages of documents that are on this device, as path and title; a title is HTML already.
 */
self.offlinePage = (kept) => {
  const list = kept.map(({ path, title }) => `<li><a href="${encodeURI(path)}">${title}</a></li>`).join('')
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Offline · Quillwire</title>
<style>${STYLE}</style>
<main>
  <p class="mark">${LOGO}Quillwire</p>
  <h1>You are offline</h1>
  <p>This page needs the network. What you wrote is kept on this device, and is sent when you open its document again.</p>
  <button type="button" onclick="location.reload()">Try again</button>
  ${list ? `<h2 id="kept">Documents on this device</h2><ul aria-labelledby="kept">${list}</ul>` : ''}
</main>
<script>addEventListener('online', () => setTimeout(() => navigator.onLine && location.reload(), 500))</script>
</html>`
  return new Response(html, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } })
}
