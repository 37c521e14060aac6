/** Calls the listener once this page has been hidden for `ms`. Returns a function that stops this. */
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
