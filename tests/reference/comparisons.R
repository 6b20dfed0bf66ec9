# The exact interval of a ratio of two rates, by R itself: Rscript comparisons.R
for (c in list(c(11, 800, 3, 1100), c(0, 10, 4, 12), c(5, 10, 0, 12), c(130, 52000, 90, 47000),
               c(41000, 9e5, 250000, 6e6))) {
  t <- poisson.test(c(c[1], c[3]), c(c[2], c[4]))
  cat(c, sprintf("%.12g %.12g", t$conf.int[1], t$conf.int[2]), "\n")
}
