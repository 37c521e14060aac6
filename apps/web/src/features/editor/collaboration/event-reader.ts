/** Reads server-sent events (HTML, 9.2.6) from a stream that the network may cut anywhere. */
export interface EventReaderOptions {
  onEvent(name: string, data: string): void
  /** A line that says only that the connection lives. */
  onComment(): void
}

/** @returns a function that takes the next piece. Its cost depends on the piece alone, however long the event. */
export function createEventReader({ onEvent, onComment }: EventReaderOptions): (piece: string) => void {
  let unfinished: string[] = []
  let name = ''
  let data = ''

  function take(line: string) {
    if (line === '') {
      if (name) onEvent(name, data)
      name = ''
      data = ''
    } else if (line.startsWith(':')) onComment()
    else if (line.startsWith('event: ')) name = line.slice(7)
    else if (line.startsWith('data: ')) data = line.slice(6)
  }

  return (piece) => {
    let start = 0
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      unfinished.push(piece.slice(start, end))
      const line = unfinished.join('')
      unfinished = []
      start = end + 1
      take(line)
    }
    if (start < piece.length) unfinished.push(piece.slice(start))
  }
}
