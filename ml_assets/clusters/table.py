"""The tables of clusters: who is in which, how many fit how well, and what each is like."""

import pyarrow as pa

from ml_assets.columns import column

CLUSTER_FIGURES = pa.schema(
    [
        column("cluster_count", pa.int64(), "Number of clusters tried (k)."),
        column(
            "silhouette",
            pa.float64(),
            "Mean of (b - a) / max(a, b), -1 to 1: higher is better separated.",
            nullable=True,
        ),
        column("silhouette_error", pa.float64(), "Standard error of that mean over the rows.", nullable=True),
        column("davies_bouldin", pa.float64(), "Davies-Bouldin index: lower is better separated.", nullable=True),
        column(
            "calinski_harabasz", pa.float64(), "Calinski-Harabasz index: higher is better separated.", nullable=True
        ),
        column("stability", pa.float64(), "Mean Jaccard of the clusters with those of bootstrap samples, 0 to 1."),
        column(
            "is_chosen",
            pa.bool_(),
            "Whether this k was taken: of those with a stability of 0.75 or more (else the most stable) the fewest"
            " clusters within a standard error of the highest silhouette.",
        ),
    ]
)


CLUSTER_PROFILES = pa.schema(
    [
        column(
            "cluster_id",
            pa.string(),
            "The cluster; 1 has the highest mean net amount. One row per attribute of it.",
        ),
        column("attribute", pa.string(), "The attribute of users (a column of user_facts)."),
        column("user_count", pa.int64(), "Users in the cluster."),
        column("user_share", pa.float64(), "user_count among all users with a cluster."),
        column(
            "mean",
            pa.float64(),
            "Mean of the attribute in the cluster, unknown values left out.",
            nullable=True,
        ),
        column("median", pa.float64(), "Median of the attribute in the cluster.", nullable=True),
        column("overall_mean", pa.float64(), "Mean over all users with a cluster.", nullable=True),
        column(
            "lift",
            pa.float64(),
            "mean / overall_mean; empty where overall_mean is not above 0.",
            nullable=True,
        ),
        column(
            "percentile_share",
            pa.float64(),
            "Share of all users whose value is below the cluster's median, equal ones counted half.",
            nullable=True,
        ),
        column("description", pa.string(), "The cluster in plain words; the same on each of its rows."),
        column(
            "resembles_cluster_id",
            pa.string(),
            "The cluster of the fit a month before that resembles this one most; the same on each of its rows.",
            nullable=True,
        ),
        column(
            "resemblance",
            pa.float64(),
            "Jaccard overlap with it (0 to 1): of the users whom either fit puts there, those whom both do.",
            nullable=True,
        ),
    ]
)


CLUSTER_SUMMARIES = pa.schema(
    [
        column("cluster_id", pa.string(), "The cluster; 1 has the highest mean net amount."),
        column("sentence", pa.string(), "The cluster in a sentence: its size, its revenue, what sets it apart most."),
        column("user_count", pa.int64(), "Users in the cluster."),
        column("user_share", pa.float64(), "user_count among all users with a cluster."),
        column(
            "revenue_share",
            pa.float64(),
            "Their part of the net amount of all users with a cluster; empty where that is unknown or not above 0.",
            nullable=True,
        ),
        column(
            "rule",
            pa.string(),
            "The rule that recognizes the cluster: leaves of a decision tree of depth 3; empty with one cluster.",
            nullable=True,
        ),
        column(
            "rule_precision",
            pa.float64(),
            "Of the users for whom the rule holds, the share in the cluster.",
            nullable=True,
        ),
        column(
            "rule_recall",
            pa.float64(),
            "Of the users in the cluster, the share for whom the rule holds.",
            nullable=True,
        ),
        column(
            "resembles_cluster_id",
            pa.string(),
            "The cluster of the fit a month before that resembles this one most; empty where there was none.",
            nullable=True,
        ),
        column(
            "resemblance",
            pa.float64(),
            "Jaccard overlap with it (0 to 1): of the users whom either fit puts there, those whom both do.",
            nullable=True,
        ),
    ]
)


USER_CLUSTERS = pa.schema(
    [
        column("user_id", pa.string(), "The user."),
        column("cluster_id", pa.string(), "The cluster: 1 has the highest mean net amount, then 2 and so on."),
        column(
            "distance",
            pa.float64(),
            "Distance to the cluster's centre in scaled attributes; 0 is its typical user.",
        ),
    ]
)


ITEM_CLUSTERS = pa.schema(
    [
        column("item_id", pa.string(), "The item; one that too few have bought has no row."),
        column("cluster_id", pa.string(), "The cluster: 1 has the most purchases (users x items), then 2 and so on."),
        column("buyer_count", pa.int64(), "Users who bought the item."),
        column(
            "strength",
            pa.float64(),
            "Cosine with the cluster's centre, -1 to 1: how far its buyers are those of the cluster.",
        ),
    ]
)
