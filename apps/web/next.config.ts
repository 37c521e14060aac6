import type { NextConfig } from 'next'

/** Security headers for every page. The API sets its own. */
const ON_EVERY_PAGE = [
  // A site that frames our page could make people click on what they do not see.
  { key: 'Content-Security-Policy', value: "frame-ancestors 'self'" },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  // Addresses of share links and invitations are keys: sites that our pages link to must not learn them.
  { key: 'Referrer-Policy', value: 'same-origin' },
]

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ['@quillwire/core', '@quillwire/editor', '@quillwire/events', '@quillwire/webhooks'],
  // The pages share the copy that the REST API uses in this process: Yjs tells its own objects by their class.
  serverExternalPackages: ['yjs'],
  // Types are checked by `npm run check`, once for the whole repository.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  headers: async () => [{ source: '/:path*', headers: ON_EVERY_PAGE }],
}

export default config
