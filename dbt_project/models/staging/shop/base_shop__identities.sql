{{ map_to_contract('shop', 'identities', 'identities', same_words('identities')) }}
