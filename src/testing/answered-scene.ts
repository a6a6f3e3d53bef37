/** A proxied call up to its answer. */
export const ANSWERED = `
0.000 uac > proxy INVITE via=u1 sdp
0.001 proxy > uac 100 via=u1
0.002 proxy > uas INVITE via=p1,u1 sdp
0.010 uas > proxy 180 via=p1,u1 to=b
0.011 proxy > uac 180 via=u1 to=b
2.000 uas > proxy 200 via=p1,u1 to=b sdp
2.001 proxy > uac 200 via=u1 to=b sdp
2.010 uac > proxy ACK via=u2 to=b
2.011 proxy > uas ACK via=p2,u2 to=b
`;
