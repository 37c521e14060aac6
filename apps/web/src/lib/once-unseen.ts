/** Calls the listener once nobody has looked at this page for so long (ms). Returns how to stop that. */
export function onceUnseen(ms: number, listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop() {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  }

  function look() {
    clearTimeout(timer)
    if (!document.hidden) return
    timer = setTimeout(() => {
      stop()
      listener()
    }, ms)
  }

  document.addEventListener('visibilitychange', look)
  look()
  return stop
}
