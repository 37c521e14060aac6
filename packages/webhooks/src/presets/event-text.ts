/**
 * JavaScript that presets end with. It makes text of any event, also of types that are newer than the preset. It stands
 * below the function that uses it, so that what the admin fills in comes first.
 */
export const EVENT_TEXT = `
// "Comment created: Launch plan (Ada Lind)"
function headline(event) {
  const { document, person, endpoint } = event.data
  const what = event.type.replace('.', ' ').replaceAll('_', ' ')
  const name = document?.title || person?.name || endpoint?.description
  return (
    what[0].toUpperCase() + what.slice(1) + (name ? ': ' + cut(name, 60) : '') + ' (' + cut(event.actor.name, 40) + ')'
  )
}

// What else there is to say: pairs of a label and a text.
function details(event) {
  const { thread, comment, task, file, words, blocks = [], previousTitle, role } = event.data
  const person = event.data.with?.person
  const found = [
    ['About', thread?.quote, 300],
    ['Comment', comment?.body, 2000],
    ['Task', task?.text, 500],
    ['File', file?.name, 200],
    ['Title before', previousTitle, 200],
    ['Person', person && person.name + ' <' + person.email + '>', 200],
    ['Role', role, 50],
    ['Words', words && '+' + words.added + ', -' + words.removed + ', ' + words.total + ' in all', 100],
    ...blocks.slice(0, 10).map((block) => [block.change, block.after ?? block.before, 300]),
  ]
  return found.filter(([, text]) => text).map(([label, text, most]) => [label, cut(text, most)])
}

// By characters, so that no emoji is cut in half.
function cut(text, most) {
  const characters = Array.from(text)
  return characters.length > most ? characters.slice(0, most - 1).join('') + '…' : text
}
`

/** As `EVENT_TEXT`, with `html(event)` for fields that hold HTML. */
export const EVENT_HTML = `
function html(event) {
  const url = event.data.document?.url
  const lines = details(event).map(([label, text]) => '<b>' + escape(label) + '</b> ' + escape(text))
  return (
    '<p><b>' + escape(headline(event)) + '</b></p>' +
    (lines.length ? '<p>' + lines.join('<br>') + '</p>' : '') +
    (url ? '<p><a href="' + escape(url) + '">Open the document</a></p>' : '')
  )
}

// What people write must stay text, whatever it looks like.
function escape(text) {
  return text.replace(/[&<>"']/g, (character) => '&#' + character.charCodeAt(0) + ';')
}
${EVENT_TEXT}`
