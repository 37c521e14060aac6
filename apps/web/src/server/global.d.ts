/** What the process that serves the pages puts where they find it. */
declare global {
  var quillwireApi: {
    fetch(request: Request): Response | Promise<Response>
    signUp: 'open' | 'invite'
    /** Whether people can be sent mail. */
    sendsMail: boolean
    /** Whether anybody has signed up here yet. */
    hasPeople(): Promise<boolean>
  }
}

export {}
