/** SQL: of a delivery `d`, that no worker holds it. */
export const NOT_LEASED = '(d.leased_until IS NULL OR d.leased_until <= now())'
