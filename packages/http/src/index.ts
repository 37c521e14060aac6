export { clientAddress, remoteAddress, trustedProxies } from './client-address.ts'
export { isOwnOrigin, requestedHost } from './own-origin.ts'
export { refuseUpgrade } from './refuse-upgrade.ts'
export { upgradeRequired } from './upgrade-required.ts'
