// Products against sums, solvers by what they solve.
#include "train/base/linear_algebra.hpp"

#include <gtest/gtest.h>

#include "core/rng.hpp"

namespace mote::train::base {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXf;

MatrixXf random_matrix(Index rows, Index columns, uint64_t seed) {
    Rng rng(seed);
    MatrixXf out(rows, columns);
    for (Index i = 0; i < out.size(); ++i) out.data()[i] = static_cast<float>(rng.normal());
    return out;
}

double sum_of_products(const MatrixXf& a, Index row_of_a, const MatrixXf& b, Index column_of_b) {
    double sum = 0;
    for (Index k = 0; k < a.cols(); ++k)
        sum += static_cast<double>(a(row_of_a, k)) * static_cast<double>(b(k, column_of_b));
    return sum;
}

/// x is what a b should be.
void expect_product(const MatrixXf& a, const MatrixXf& b, const MatrixXf& x) {
    ASSERT_EQ(x.rows(), a.rows());
    ASSERT_EQ(x.cols(), b.cols());
    for (Index r = 0; r < x.rows(); ++r)
        for (Index c = 0; c < x.cols(); ++c)
            EXPECT_NEAR(static_cast<double>(x(r, c)), sum_of_products(a, r, b, c), 1e-4);
}

TEST(LinearAlgebra, MultipliesMatricesVectorsAndBlocks) {
    const MatrixXf a = random_matrix(30, 7, 1), b = random_matrix(7, 3, 2), c = random_matrix(30, 3, 3);
    const MatrixXf turned = a.transpose();
    const VectorXf v = b.col(0), w = c.col(0);
    expect_product(a, b, product(a, b));
    expect_product(a, v, product(a, v));
    expect_product(turned, c, transposed_product(a, c));
    expect_product(turned, w, transposed_product(a, w));
    const Block top = a.topRows(20);
    const MatrixXf copy = top, turned_top = copy.transpose(), few = c.topRows(20);
    const VectorXf few_first = few.col(0);
    expect_product(copy, v, product(top, v));
    expect_product(turned_top, few, transposed_product(top, few));
    expect_product(turned_top, few_first, transposed_product(top, few_first));
    expect_product(turned_top, copy, gram(top));
}

TEST(LinearAlgebra, SolvesPositiveDefiniteSystemsFromTheLowerTriangle) {
    const MatrixXf rows = random_matrix(40, 6, 4);
    const MatrixXf lower = lower_gram(rows), full = gram(rows);
    for (Index r = 0; r < 6; ++r)
        for (Index c = 0; c < 6; ++c) EXPECT_NEAR(lower(r, c), r >= c ? full(r, c) : 0.0f, 1e-4f);
    const VectorXf b = random_matrix(6, 1, 5).col(0);
    expect_product(full, solve_positive(lower, b), b);
    const MatrixXd a = full.cast<double>();
    expect_product(full, solve_positive(a, Eigen::VectorXd(b.cast<double>())).cast<float>(), b);
    const MatrixXf identity = MatrixXf::Identity(6, 6);
    expect_product(full, inverse_of_positive(a).cast<float>(), identity);
    expect_product(full, solver_for_positive(a)(MatrixXd::Identity(6, 6)).cast<float>(), identity);
}

TEST(LinearAlgebra, FindsAnOrthonormalBasisOfTheColumns) {
    const MatrixXf a = random_matrix(25, 4, 6), basis = orthonormal_basis(a);
    expect_product(basis.transpose(), basis, MatrixXf::Identity(4, 4));
    expect_product(basis, transposed_product(basis, a), a);
}

}  // namespace
}  // namespace mote::train::base
