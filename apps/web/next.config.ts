import type { NextConfig } from 'next'

/** What a browser is to refuse of our pages, and with them. The API's answers have their own. */
const ON_EVERY_PAGE = [
  // A page of another site around ours could make people click on what they do not see.
  { key: 'Content-Security-Policy', value: "frame-ancestors 'self'" },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  // Addresses of share links and invitations are keys: where a link leads is not to learn them.
  { key: 'Referrer-Policy', value: 'same-origin' },
]

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ['@quillwire/editor', '@quillwire/events'],
  // One copy, beside the one that the REST API uses in the same process: Yjs knows its own objects by their class.
  serverExternalPackages: ['yjs'],
  // Types are checked by `npm run check`, once for the whole repository.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  headers: async () => [{ source: '/:path*', headers: ON_EVERY_PAGE }],
}

export default config
