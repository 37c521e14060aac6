/** What the web process gives to the pages, which run in Next.js's bundles. */
declare global {
  var quillwireApi: {
    fetch(request: Request): Response | Promise<Response>
    signUp: 'open' | 'invite'
    /** Whether the installation can send mail. */
    sendsMail: boolean
    /** Whether anybody has signed up here yet. */
    hasPeople(): Promise<boolean>
  }
}

export {}
