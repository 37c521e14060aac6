/** SQL: whether no worker holds a delivery `d`. */
export const NOT_LEASED = '(d.leased_until IS NULL OR d.leased_until <= now())'
