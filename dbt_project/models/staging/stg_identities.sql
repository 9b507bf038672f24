{{ judge('identities', ['base_shop__identities']) }}
