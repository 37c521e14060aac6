import type { NextConfig } from 'next'

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ['@quillwire/editor', '@quillwire/events'],
  // One copy, beside the one that the REST API uses in the same process: Yjs knows its own objects by their class.
  serverExternalPackages: ['yjs'],
  // Types are checked by `npm run check`, once for the whole repository.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
}

export default config
